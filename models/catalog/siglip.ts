import type { Model } from "../model.ts";
import { imageNet, openClipResults, topOneMetric } from "./benchmarks.ts";
import { immich, transformersJs, type Pins } from "./hub.ts";
import { siglip2Languages } from "./languages.ts";

/**
 * Google's SigLIP and SigLIP 2. Scale and bias are trained values: stated where published, else
 * those of the base model stand in until the checkpoint's own are read at the pull.
 */
const siglip = {
  family: "SigLIP",
  provider: "onnx",
  hosting: "LOCAL",
  modalities: ["TEXT", "IMAGE"],
  video: "FRAMES",
  multilingual: false,
  languages: ["en"],
  maxTextTokens: 64,
  imageSize: 224,
  scoring: { activation: "SIGMOID", scale: 117.330795, bias: -12.932437 },
  templates: ["This is a photo of {label}."],
  openSource: true,
  license: "Apache-2.0",
  trainingData: "WebLI, image-text pairs with English texts, not published",
  pricing: [],
} as const satisfies Partial<Model>;

const checkpoint = (repo: string) => ({ repo, path: "model.safetensors" });

/** Xenova/siglip-base-patch16-224; each digest is stated alike by eight or more public lock files. */
export const siglipBase = {
  repo: "Xenova/siglip-base-patch16-224",
  revision: "4649052661e53c7000355844105f8a1792088239",
  pins: {
    "onnx/vision_model.onnx": [
      371_819_850,
      "f89d41bac7f4d4b87e010a467d93f98689d708916ed22f5a07f96fdfa26f475f",
    ],
    "onnx/text_model.onnx": [
      441_332_132,
      "3aa7fdbd20eaa8740cce17bf82913de641fcb632a768fed59f661cdcd0c32553",
    ],
    "onnx/vision_model_quantized.onnx": [
      99_499_129,
      "ef14a954f3d57e1806666432bd9785004c1dc27100aa260eee0cb0f10a5de058",
    ],
    "onnx/text_model_quantized.onnx": [
      111_475_220,
      "ad0329b1f35acc66d8953ff2559ce358da8eb0a7011794cf951523d63a4dbce2",
    ],
    "tokenizer.json": [
      2_398_744,
      "4a17c975210be5ab4c36b47d8dae4eefb866dbfb1e676e394aad85dc30a3ae08",
    ],
    "config.json": [457, "e6de71291f181b0b81adc93098787bb4597a79dc18f59737feda8f41671fb6a2"],
    "preprocessor_config.json": [
      368,
      "21ee046a8a52a65e5f9c177bf840bfb39ea66c9c54cf2760630efd58e0a3ec80",
    ],
    "tokenizer_config.json": [
      739,
      "9a38d3c6b5e26fe5dcc607eda95e38d78d30d9291835bb9e8116e8174c1d4ba2",
    ],
  } satisfies Pins as Pins,
};

/** onnx-community/siglip2-base-patch16-224-ONNX, as above. */
export const siglip2Base = {
  repo: "onnx-community/siglip2-base-patch16-224-ONNX",
  revision: "ba1f3b0843f24bc5417d38e19c37b287d719b2f4",
  pins: {
    "onnx/vision_model.onnx": [
      371_807_752,
      "c0573e3f4140c3a7c4e9cc5912bd6b26a033b46a6a8e8af26cbea262b163bcad",
    ],
    "onnx/text_model.onnx": [
      1_129_469_657,
      "baf12d941beabafafb14f7b4adb38dc15be18681b964a84410ec53d9d65e6293",
    ],
    "onnx/text_model_quantized.onnx": [
      283_438_275,
      "3a0603d3a00c05a80a6ded4743c16aaac7b1e62cdcc7e362e7ce418659b96400",
    ],
    "tokenizer.json": [
      34_363_039,
      "cb9140fae3ac5122c972d37adf83e1248471a38147ad76f8215c8872c6fd8322",
    ],
    "config.json": [435, "e43a9f7692d3819886a82cb2097048258d444f123c67d37ec825f9345b019cf2"],
  } satisfies Pins as Pins,
};

export const siglipBaseModel: Model = {
  ...siglip,
  id: "google/siglip-base-patch16-224",
  aliases: ["siglip-base-patch16-224", "ViT-B-16-SigLIP/webli"],
  name: "SigLIP B/16",
  space: "siglip-b-16-224",
  dimensions: 768,
  supportedDimensions: [768],
  parameters: 203e6,
  gflops: 46.4,
  sizeBytes: 815_552_290,
  revision: siglipBase.revision,
  useCases: ["production API", "on-premise"],
  benchmarks: openClipResults(76.04, 81.9, 56.8),
  weights: transformersJs(siglipBase),
};

const siglipLargeModel: Model = {
  ...siglip,
  id: "google/siglip-large-patch16-256",
  aliases: ["siglip-large-patch16-256", "ViT-L-16-SigLIP-256/webli"],
  name: "SigLIP L/16 at 256 px",
  space: "siglip-l-16-256",
  dimensions: 1024,
  supportedDimensions: [1024],
  imageSize: 256,
  parameters: 652e6,
  gflops: 202,
  sizeBytes: 2_612e6,
  useCases: ["highest quality", "on-premise"],
  benchmarks: openClipResults(80.45, 85.4, 61.5),
  weights: transformersJs({
    repo: "Xenova/siglip-large-patch16-256",
    scoringFrom: checkpoint("google/siglip-large-patch16-256"),
  }),
};

const siglipSo400mModel: Model = {
  ...siglip,
  id: "google/siglip-so400m-patch14-384",
  aliases: ["siglip-so400m-patch14-384", "ViT-SO400M-14-SigLIP-384/webli"],
  name: "SigLIP SO400M/14 at 384 px",
  space: "siglip-so400m-14-384",
  dimensions: 1152,
  supportedDimensions: [1152],
  imageSize: 384,
  parameters: 878e6,
  gflops: 723,
  sizeBytes: 3_515e6,
  useCases: ["highest quality", "on-premise", "research"],
  benchmarks: openClipResults(83.08, 88.6, 63.3),
  weights: immich({
    repo: "immich-app/ViT-SO400M-14-SigLIP-384__webli",
    scoringFrom: checkpoint("google/siglip-so400m-patch14-384"),
  }),
};

export const siglip2BaseModel: Model = {
  ...siglip,
  id: "google/siglip2-base-patch16-224",
  aliases: ["siglip2-base-patch16-224", "ViT-B-16-SigLIP2/webli"],
  name: "SigLIP 2 B/16",
  family: "SigLIP 2",
  space: "siglip2-b-16-224",
  multilingual: true,
  languages: siglip2Languages,
  dimensions: 768,
  supportedDimensions: [768],
  scoring: { activation: "SIGMOID", scale: 112.668907, bias: -16.771725 },
  parameters: 375e6,
  gflops: 46.4,
  sizeBytes: 1_535_641_277,
  revision: siglip2Base.revision,
  trainingData: "WebLI: 10 billion images, 12 billion texts in 109 languages, not published",
  useCases: ["multilingual", "production API", "on-premise"],
  benchmarks: [
    {
      dataset: imageNet,
      metric: topOneMetric,
      value: 78.2,
      source: "Tschannen et al. 2025, SigLIP 2 (arXiv:2502.14786), table 1",
    },
  ],
  weights: transformersJs(siglip2Base),
};

export const siglipModels: readonly Model[] = [
  siglipBaseModel,
  siglipLargeModel,
  siglipSo400mModel,
  siglip2BaseModel,
];
