import type { Benchmark, Model } from "../model.ts";
import { imageNet, topOneMetric } from "./benchmarks.ts";
import { immich, transformersJs, type Pins } from "./hub.ts";
import { siglip2Languages, siglip2LargeLanguages } from "./languages.ts";
import { checkpoint, siglip } from "./siglip.ts";

/**
 * Google's SigLIP 2. Scale and bias are those of B/16; the other checkpoints' own are read at the
 * pull. GFLOPs are those of SigLIP's towers of the same shape: the vocabulary costs none.
 */
const siglip2 = {
  ...siglip,
  family: "SigLIP 2",
  multilingual: true,
  scoring: { activation: "SIGMOID", scale: 112.668907, bias: -16.771725 },
  trainingData: "WebLI: 10 billion images, 12 billion texts in 109 languages, not published",
  useCases: ["multilingual", "production API", "on-premise"],
} as const satisfies Partial<Model>;

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

export const siglip2BaseModel: Model = {
  ...siglip2,
  id: "google/siglip2-base-patch16-224",
  aliases: ["siglip2-base-patch16-224", "ViT-B-16-SigLIP2/webli"],
  name: "SigLIP 2 B/16",
  space: "siglip2-b-16-224",
  languages: siglip2Languages,
  dimensions: 768,
  supportedDimensions: [768],
  parameters: 375e6,
  gflops: 46.4,
  sizeBytes: 1_535_641_277,
  revision: siglip2Base.revision,
  benchmarks: [topOne(78.2)],
  weights: transformersJs(siglip2Base),
};

const basePatch32: Model = {
  ...siglip2,
  id: "google/siglip2-base-patch32-256",
  aliases: ["siglip2-base-patch32-256", "ViT-B-32-SigLIP2-256/webli"],
  name: "SigLIP 2 B/32 at 256 px",
  space: "siglip2-b-32-256",
  languages: siglip2Languages,
  dimensions: 768,
  supportedDimensions: [768],
  imageSize: 256,
  parameters: 377e6,
  gflops: 22.5,
  sizeBytes: 1_508e6,
  useCases: ["multilingual", "low latency", "production API", "on-premise"],
  benchmarks: [topOne(74)],
  weights: immich({
    repo: "immich-app/ViT-B-32-SigLIP2-256__webli",
    scoringFrom: checkpoint("google/siglip2-base-patch32-256"),
  }),
};

const largePatch16: Model = {
  ...siglip2,
  id: "google/siglip2-large-patch16-256",
  aliases: ["siglip2-large-patch16-256", "ViT-L-16-SigLIP2-256/webli"],
  name: "SigLIP 2 L/16 at 256 px",
  space: "siglip2-l-16-256",
  languages: siglip2LargeLanguages,
  dimensions: 1024,
  supportedDimensions: [1024],
  imageSize: 256,
  parameters: 881e6,
  gflops: 202,
  sizeBytes: 3_526e6,
  useCases: ["multilingual", "highest quality", "on-premise"],
  benchmarks: [topOne(82.5)],
  weights: immich({
    repo: "immich-app/ViT-L-16-SigLIP2-256__webli",
    scoringFrom: checkpoint("google/siglip2-large-patch16-256"),
  }),
};

const so400m: Model = {
  ...siglip2,
  id: "google/siglip2-so400m-patch16-256",
  aliases: ["siglip2-so400m-patch16-256", "ViT-SO400M-16-SigLIP2-256/webli"],
  name: "SigLIP 2 SO400M/16 at 256 px",
  space: "siglip2-so400m-16-256",
  languages: siglip2LargeLanguages,
  dimensions: 1152,
  supportedDimensions: [1152],
  imageSize: 256,
  parameters: 1_136e6,
  // As many patches as SigLIP SO400M/14 at 224 px, and texts of 64 tokens.
  gflops: 274,
  sizeBytes: 4_545e6,
  useCases: ["multilingual", "highest quality", "on-premise"],
  benchmarks: [topOne(83.4)],
  weights: immich({
    repo: "immich-app/ViT-SO400M-16-SigLIP2-256__webli",
    scoringFrom: checkpoint("google/siglip2-so400m-patch16-256"),
  }),
};

const so400mAt384: Model = {
  ...so400m,
  id: "google/siglip2-so400m-patch16-384",
  aliases: ["siglip2-so400m-patch16-384", "ViT-SO400M-16-SigLIP2-384/webli"],
  name: "SigLIP 2 SO400M/16 at 384 px",
  space: "siglip2-so400m-16-384",
  imageSize: 384,
  // By the number of patches, 576, between those of SigLIP SO400M/14 at 224 and 384 px.
  gflops: 572,
  sizeBytes: 4_547e6,
  benchmarks: [topOne(84.1)],
  weights: immich({
    repo: "immich-app/ViT-SO400M-16-SigLIP2-384__webli",
    scoringFrom: checkpoint("google/siglip2-so400m-patch16-384"),
  }),
};

export const siglip2Models: readonly Model[] = [
  siglip2BaseModel,
  basePatch32,
  largePatch16,
  so400m,
  so400mAt384,
];

function topOne(value: number): Benchmark {
  const source = "Tschannen et al. 2025, SigLIP 2 (arXiv:2502.14786), table 1";
  return { dataset: imageNet, metric: topOneMetric, value, source };
}
