import type { Model } from "../model.ts";
import { openClipResults } from "./benchmarks.ts";
import { transformersJs, type Pins } from "./hub.ts";

/**
 * The four ViT checkpoints of OpenAI's CLIP. Short names are those of `clip.load`; training
 * clamped the scale at 100 (ln 100 = 4.6052), which all four reached. Sizes without a pin are
 * rounded to the megabyte of the hub's listing.
 */
const clip = {
  family: "CLIP",
  provider: "onnx",
  hosting: "LOCAL",
  modalities: ["TEXT", "IMAGE"],
  video: "FRAMES",
  multilingual: false,
  languages: ["en"],
  maxTextTokens: 77,
  imageSize: 224,
  scoring: { activation: "SOFTMAX", scale: 100 },
  templates: ["a photo of a {label}."],
  openSource: true,
  license: "MIT",
  commercialUse: true,
  trainingData: "400 million image-text pairs from the web, English, not published",
  pricing: [],
} as const satisfies Partial<Model>;

/** Xenova/clip-vit-base-patch32; each digest is stated alike by eight or more public lock files. */
export const basePatch32 = {
  repo: "Xenova/clip-vit-base-patch32",
  revision: "d15189d7028b43f1d3e65039190477f6af591c2a",
  pins: {
    "onnx/vision_model.onnx": [
      351_685_709,
      "fd6e1402a588279d1723c7534d4bcba5bc0b14b47dfab0e46f8c47b8270d7d40",
    ],
    "onnx/text_model.onnx": [
      254_058_553,
      "3f6571f5bad13a97c469c1622e1cfc4d9aef78b79fdbfcff804ca357bfada8cc",
    ],
    "onnx/vision_model_quantized.onnx": [
      89_117_001,
      "583fd1110a514667812fee7d684952aaf82a99b959760c8d7dca7e0ab9839299",
    ],
    "onnx/text_model_quantized.onnx": [
      64_504_507,
      "73baab855d406190da9faa498cfedf65f15cf309f4cc7385b7b032e6d08e5c3a",
    ],
    "tokenizer.json": [
      2_224_119,
      "f7f3b7af117d467b58374797691a6438d3e6b9e9cef800dfd5dced7f697a90cd",
    ],
    "preprocessor_config.json": [
      520,
      "6f638fb9401a6d6296feff533ee7efe657b787c49f954f82f5906b36ef2a1b1f",
    ],
  } satisfies Pins as Pins,
};

export const basePatch32Model: Model = {
  ...clip,
  id: "openai/clip-vit-base-patch32",
  aliases: ["ViT-B-32", "ViT-B/32", "ViT-B-32/openai", "clip-vit-base-patch32"],
  name: "CLIP ViT-B/32",
  space: "clip-vit-b-32",
  dimensions: 512,
  supportedDimensions: [512],
  parameters: 151e6,
  gflops: 14.8,
  sizeBytes: 607_968_901,
  revision: basePatch32.revision,
  useCases: ["low latency", "on-premise", "production API"],
  benchmarks: openClipResults(63.32, 68.8, 40.3),
  weights: transformersJs(basePatch32),
};

export const basePatch16Model: Model = {
  ...clip,
  id: "openai/clip-vit-base-patch16",
  aliases: ["ViT-B-16", "ViT-B/16", "ViT-B-16/openai", "clip-vit-base-patch16"],
  name: "CLIP ViT-B/16",
  space: "clip-vit-b-16",
  dimensions: 512,
  supportedDimensions: [512],
  parameters: 150e6,
  gflops: 41.1,
  sizeBytes: 601e6,
  useCases: ["on-premise", "production API"],
  benchmarks: openClipResults(68.34, 72.2, 42.8),
  weights: transformersJs({ repo: "Xenova/clip-vit-base-patch16" }),
};

export const largePatch14Model: Model = {
  ...clip,
  id: "openai/clip-vit-large-patch14",
  aliases: ["ViT-L-14", "ViT-L/14", "ViT-L-14/openai", "clip-vit-large-patch14"],
  name: "CLIP ViT-L/14",
  space: "clip-vit-l-14",
  dimensions: 768,
  supportedDimensions: [768],
  parameters: 428e6,
  gflops: 175,
  sizeBytes: 1_715e6,
  useCases: ["on-premise", "research"],
  benchmarks: openClipResults(75.54, 75.1, 46.4),
  weights: transformersJs({ repo: "Xenova/clip-vit-large-patch14" }),
};

const largePatch14At336: Model = {
  ...clip,
  id: "openai/clip-vit-large-patch14-336",
  aliases: ["ViT-L-14-336", "ViT-L/14@336px", "ViT-L-14-336/openai", "clip-vit-large-patch14-336"],
  name: "CLIP ViT-L/14 at 336 px",
  space: "clip-vit-l-14-336",
  dimensions: 768,
  supportedDimensions: [768],
  imageSize: 336,
  parameters: 428e6,
  gflops: 395,
  sizeBytes: 1_717e6,
  useCases: ["highest quality", "on-premise", "research"],
  benchmarks: openClipResults(76.56, 77.3, 47.5),
  weights: transformersJs({ repo: "Xenova/clip-vit-large-patch14-336" }),
};

export const openAiClip: readonly Model[] = [
  basePatch32Model,
  basePatch16Model,
  largePatch14Model,
  largePatch14At336,
];
