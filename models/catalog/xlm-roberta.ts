import type { Model } from "../model.ts";
import { crossmodal, openClipResults } from "./benchmarks.ts";
import { immich } from "./hub.ts";
import { xlmRobertaLanguages } from "./languages.ts";

/**
 * OpenCLIP's models with texts in a hundred languages, by XLM-RoBERTa. GFLOPs are those of open_clip's
 * model_profile.csv for the image, and for the text what it counts of 514 tokens at the 77 that the
 * models take: 13.3 and 47.
 */
const xlm = {
  family: "OpenCLIP",
  provider: "onnx",
  hosting: "LOCAL",
  modalities: ["TEXT", "IMAGE"],
  video: "FRAMES",
  multilingual: true,
  languages: xlmRobertaLanguages,
  maxTextTokens: 77,
  imageSize: 224,
  // The family's ceiling, until the trained scale is read from the checkpoint at the pull.
  scoring: { activation: "SOFTMAX", scale: 100 },
  // The bare label, because a template would mix English into the others' languages.
  templates: ["{label}"],
  openSource: true,
  license: "MIT",
  commercialUse: true,
  pricing: [],
} as const satisfies Partial<Model>;

const baseId = "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k";
const largeId = "laion/CLIP-ViT-H-14-frozen-xlm-roberta-large-laion5B-s13B-b90k";

export const xlmRoberta: readonly Model[] = [
  {
    ...xlm,
    id: baseId,
    aliases: ["xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k"],
    name: "OpenCLIP XLM-RoBERTa ViT-B/32, LAION-5B",
    space: "openclip-xlm-roberta-b-32-laion5b",
    dimensions: 512,
    supportedDimensions: [512],
    parameters: 366e6,
    gflops: 22.1,
    sizeBytes: 1_475e6,
    trainingData: "LAION-5B: 5.85 billion image-text pairs in more than 100 languages",
    useCases: ["multilingual", "low latency", "on-premise"],
    benchmarks: [...openClipResults(62.36, 73.6, 45.7), crossmodal(59.7)],
    weights: immich({
      repo: "immich-app/XLM-Roberta-Base-ViT-B-32__laion5b_s13b_b90k",
      scoringFrom: { repo: baseId, path: "open_clip_model.safetensors" },
    }),
  },
  {
    ...xlm,
    id: largeId,
    aliases: ["xlm-roberta-large-ViT-H-14/frozen_laion5b_s13b_b90k"],
    name: "OpenCLIP XLM-RoBERTa large ViT-H/14, LAION-5B",
    space: "openclip-xlm-roberta-large-h-14-laion5b",
    dimensions: 1024,
    supportedDimensions: [1024],
    parameters: 1_193e6,
    gflops: 382,
    sizeBytes: 4_773e6,
    trainingData: "LAION-5B: texts in more than 100 languages, learnt on images of the frozen H/14",
    useCases: ["multilingual", "highest quality", "on-premise"],
    benchmarks: [...openClipResults(76.95, 84.6, 57.6), crossmodal(65.6)],
    // Its checkpoint is published as a pickle only, which is not read here: the ceiling stays.
    weights: immich({ repo: "immich-app/XLM-Roberta-Large-ViT-H-14__frozen_laion5b_s13b_b90k" }),
  },
];
