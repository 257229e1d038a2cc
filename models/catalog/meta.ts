import type { Benchmark, Model } from "../model.ts";
import { imageNet, topOneMetric } from "./benchmarks.ts";
import { xlmRobertaLanguages } from "./languages.ts";

const meta = {
  provider: "onnx",
  hosting: "LOCAL",
  modalities: ["TEXT", "IMAGE"],
  video: "FRAMES",
  // The ceiling of the training.
  scoring: { activation: "SOFTMAX", scale: 100 },
  pricing: [],
} as const satisfies Partial<Model>;

/** Perception Encoder: images squashed, texts of 32 tokens. GFLOPs by PyTorch's counter. */
const peCore = {
  ...meta,
  family: "Perception Encoder",
  multilingual: false,
  languages: ["en"],
  dimensions: 1024,
  supportedDimensions: [1024],
  maxTextTokens: 32,
  templates: ["a photo of a {label}."],
  openSource: true,
  license: "Apache-2.0",
  commercialUse: true,
  trainingData: "MetaCLIP-5.4B: 5.4 billion image-text pairs, and 22 million videos with captions",
} as const satisfies Partial<Model>;

export const metaModels: readonly Model[] = [
  {
    ...peCore,
    id: "facebook/PE-Core-B16-224",
    aliases: ["PE-Core-B-16", "PE-Core-B16-224", "PE-Core-B-16/meta"],
    name: "Perception Encoder Core B/16",
    space: "pe-core-b-16-224",
    imageSize: 224,
    parameters: 448e6,
    gflops: 55,
    sizeBytes: 1_790e6,
    useCases: ["on-premise", "production API"],
    benchmarks: [perception(78.4)],
    weights: { from: "export", repo: "timm/PE-Core-B-16", tool: "open_clip" },
  },
  {
    ...peCore,
    id: "facebook/PE-Core-L14-336",
    aliases: ["PE-Core-L-14-336", "PE-Core-L14-336", "PE-Core-L-14-336/meta"],
    name: "Perception Encoder Core L/14 at 336 px",
    space: "pe-core-l-14-336",
    imageSize: 336,
    parameters: 671e6,
    gflops: 404,
    sizeBytes: 2_684e6,
    useCases: ["highest quality", "on-premise", "research"],
    benchmarks: [perception(83.5)],
    weights: { from: "export", repo: "timm/PE-Core-L-14-336", tool: "open_clip" },
  },
  {
    ...meta,
    id: "facebook/metaclip-2-worldwide-huge-quickgelu",
    aliases: [
      "metaclip-2-worldwide-huge-quickgelu",
      "ViT-H-14-worldwide-quickgelu",
      "ViT-H-14-worldwide-quickgelu/metaclip2_worldwide",
    ],
    name: "MetaCLIP 2 ViT-H/14, worldwide",
    family: "MetaCLIP 2",
    space: "metaclip-2-worldwide-h-14",
    multilingual: true,
    // Those of its vocabulary's corpus, CC-100; it was trained on pairs in more than 300.
    languages: xlmRobertaLanguages,
    dimensions: 1024,
    supportedDimensions: [1024],
    maxTextTokens: 77,
    imageSize: 224,
    parameters: 1_859e6,
    gflops: 382,
    sizeBytes: 7_440e6,
    templates: ["{label}"],
    openSource: false,
    license: "CC-BY-NC-4.0",
    commercialUse: false,
    trainingData: "29 billion image-text pairs of the web in more than 300 languages",
    useCases: ["research", "multilingual"],
    benchmarks: [
      {
        dataset: imageNet,
        metric: topOneMetric,
        value: 81.3,
        source: "Chuang et al. 2025, Meta CLIP 2 (arXiv:2507.22062), table 1",
      },
    ],
    // Published in PyTorch only; we found no ONNX export of it.
    weights: {
      from: "export",
      repo: "facebook/metaclip-2-worldwide-huge-quickgelu",
      tool: "transformers",
    },
  },
];

function perception(value: number): Benchmark {
  const source = "Bolya et al. 2025, Perception Encoder (arXiv:2504.13181), model card";
  return { dataset: imageNet, metric: topOneMetric, value, source };
}
