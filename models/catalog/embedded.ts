import type { Model } from "../model.ts";

const source = "models/embedded/README.md, 100 ImageNet photos that the backbone probably knows";

/** The default model, whose files ship with the package; see `models/embedded/README.md`. */
export const embedded: Model = {
  id: "parallax/mini",
  aliases: ["mini"],
  name: "Parallax Mini",
  family: "parallax",
  provider: "onnx",
  hosting: "LOCAL",
  space: "parallax/mini",
  modalities: ["TEXT", "IMAGE"],
  video: "FRAMES",
  multilingual: false,
  languages: ["en"],
  dimensions: 512,
  supportedDimensions: [512],
  parameters: 30_026_000,
  // torch's flop counter: 1.7 for an image of 260 pixels, 0.2 for a text of 8 tokens.
  gflops: 1.9,
  sizeBytes: 31_714_047,
  maxTextTokens: 128,
  imageSize: 260,
  scoring: { activation: "SOFTMAX", scale: 35.71 },
  templates: ["{label}", "a photo of a {label}."],
  openSource: true,
  license: "Apache-2.0",
  commercialUse: true,
  trainingData:
    "EfficientNet-Lite2 (ImageNet-1k) and all-MiniLM-L6-v2, joined by a text head trained on WordNet and the classifier's own weights; no image, no caption",
  useCases: ["low latency", "on-premise", "first steps and tests"],
  pricing: [],
  benchmarks: [
    { dataset: "1000 ImageNet names", metric: "top-1 %", value: 84, source },
    { dataset: "20 labels", metric: "top-1 %", value: 98.4, source },
    { dataset: "35 everyday groups", metric: "top-1 %", value: 95.9, source },
  ],
  weights: { from: "package", directory: "models/embedded" },
};
