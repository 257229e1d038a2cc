import type { Benchmark, Model } from "../model.ts";
import { imageNet, openClipResults, topOneMetric } from "./benchmarks.ts";
import { immich, openClipInference } from "./hub.ts";

/** Apple's models, for research only: the licence "apple-amlr" forbids commercial use. */
const apple = {
  provider: "onnx",
  hosting: "LOCAL",
  modalities: ["TEXT", "IMAGE"],
  video: "FRAMES",
  multilingual: false,
  languages: ["en"],
  maxTextTokens: 77,
  // The ceiling of the training.
  scoring: { activation: "SOFTMAX", scale: 100 },
  templates: ["a photo of a {label}."],
  openSource: false,
  license: "apple-amlr",
  commercialUse: false,
  useCases: ["research"],
  pricing: [],
} as const satisfies Partial<Model>;

/** Data filtering networks: CLIP on pairs that another model found worth learning from. */
const dfn = {
  ...apple,
  family: "DFN",
  imageSize: 224,
  trainingData: "DFN-2B: 2 billion image-text pairs, filtered from 12.8 billion",
} as const satisfies Partial<Model>;

/** GFLOPs by PyTorch's counter. */
const mobileClip2 = {
  ...apple,
  family: "MobileCLIP 2",
  imageSize: 256,
  dimensions: 512,
  supportedDimensions: [512],
  trainingData: "DFNDR-2B: DFN-2B with captions and vectors of larger models",
  useCases: ["research", "low latency"],
} as const satisfies Partial<Model>;

export const appleModels: readonly Model[] = [
  {
    ...dfn,
    id: "apple/DFN2B-CLIP-ViT-B-16",
    aliases: ["DFN2B-CLIP-ViT-B-16", "ViT-B-16/dfn2b"],
    name: "DFN-2B ViT-B/16",
    space: "dfn2b-vit-b-16",
    dimensions: 512,
    supportedDimensions: [512],
    parameters: 150e6,
    gflops: 41.1,
    sizeBytes: 599e6,
    benchmarks: openClipResults(76.24, 77.3, 51.9),
    // Published in PyTorch only; we found no ONNX export of it.
    weights: {
      from: "export",
      repo: "apple/DFN2B-CLIP-ViT-B-16",
      tool: "open_clip",
      // Its open_clip_config.json leaves it out.
      architecture: "ViT-B-16-quickgelu",
    },
  },
  {
    ...dfn,
    id: "apple/DFN2B-CLIP-ViT-L-14",
    aliases: ["DFN2B-CLIP-ViT-L-14", "ViT-L-14-quickgelu/dfn2b"],
    name: "DFN-2B ViT-L/14",
    space: "dfn2b-vit-l-14",
    dimensions: 768,
    supportedDimensions: [768],
    parameters: 428e6,
    gflops: 175,
    sizeBytes: 1_710e6,
    benchmarks: openClipResults(81.41, 82.5, 57.1),
    weights: immich({ repo: "immich-app/ViT-L-14-quickgelu__dfn2b" }),
  },
  {
    ...mobileClip2,
    id: "apple/MobileCLIP2-S0",
    aliases: ["MobileCLIP2-S0", "MobileCLIP2-S0/dfndr2b"],
    name: "MobileCLIP 2 S0",
    space: "mobileclip2-s0",
    parameters: 74.8e6,
    gflops: 10.7,
    sizeBytes: 299e6,
    benchmarks: [topOne(71.5)],
    weights: openClipInference({ repo: "RuteNL/MobileCLIP2-S0-OpenCLIP-ONNX" }),
  },
  {
    ...mobileClip2,
    id: "apple/MobileCLIP2-S2",
    aliases: ["MobileCLIP2-S2", "MobileCLIP2-S2/dfndr2b"],
    name: "MobileCLIP 2 S2",
    space: "mobileclip2-s2",
    parameters: 99.2e6,
    gflops: 21.7,
    sizeBytes: 397e6,
    benchmarks: [topOne(77.2)],
    weights: openClipInference({ repo: "RuteNL/MobileCLIP2-S2-OpenCLIP-ONNX" }),
  },
];

function topOne(value: number): Benchmark {
  const source = "Faghri et al. 2025, model card of apple/MobileCLIP2-S2";
  return { dataset: imageNet, metric: topOneMetric, value, source };
}
