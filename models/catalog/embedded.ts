import type { Model } from "../types.ts";

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
  video: "NONE",
  multilingual: false,
  languages: ["en"],
  dimensions: 512,
  supportedDimensions: [512],
  maxTextTokens: 128,
  imageSize: 260,
  scoring: { activation: "SOFTMAX", scale: 35.36 },
  templates: ["{label}", "a photo of a {label}."],
  openSource: true,
  license: "Apache-2.0",
  useCases: [],
  pricing: [],
  benchmarks: [],
  weights: { from: "package", directory: "models/embedded" },
};
