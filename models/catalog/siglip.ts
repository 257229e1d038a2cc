import type { Model } from "../model.ts";
import { openClipResults } from "./benchmarks.ts";
import { immich, transformersJs, type Pins } from "./hub.ts";

/**
 * Google's SigLIP. Scale and bias are trained values: stated where published, else
 * those of the base model stand in until the checkpoint's own are read at the pull.
 */
export const siglip = {
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
  commercialUse: true,
  trainingData: "WebLI, image-text pairs with English texts, not published",
  pricing: [],
} as const satisfies Partial<Model>;

export const checkpoint = (repo: string) => ({ repo, path: "model.safetensors" });

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

export const siglipModels: readonly Model[] = [
  siglipBaseModel,
  siglipLargeModel,
  siglipSo400mModel,
];
