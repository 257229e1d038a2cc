import type { Model } from "../model.ts";
import { crossmodal, openClipResults } from "./benchmarks.ts";
import { immich } from "./hub.ts";
import { xlmRobertaLanguages } from "./languages.ts";

const id = "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k";

export const xlmRoberta: readonly Model[] = [
  {
    id,
    aliases: ["xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k"],
    name: "OpenCLIP XLM-RoBERTa ViT-B/32, LAION-5B",
    family: "OpenCLIP",
    provider: "onnx",
    hosting: "LOCAL",
    space: "openclip-xlm-roberta-b-32-laion5b",
    modalities: ["TEXT", "IMAGE"],
    video: "FRAMES",
    multilingual: true,
    languages: xlmRobertaLanguages,
    dimensions: 512,
    supportedDimensions: [512],
    parameters: 366e6,
    // Of which 97 are a text of 514 tokens: short texts cost a tenth of that.
    gflops: 106,
    sizeBytes: 1_475e6,
    maxTextTokens: 77,
    imageSize: 224,
    // The family's ceiling, until the trained scale is read from the checkpoint at the pull.
    scoring: { activation: "SOFTMAX", scale: 100 },
    // The bare label, because a template would mix English into the others' languages.
    templates: ["{label}"],
    openSource: true,
    license: "MIT",
    trainingData: "LAION-5B: 5.85 billion image-text pairs in more than 100 languages",
    useCases: ["multilingual", "low latency", "on-premise"],
    pricing: [],
    benchmarks: [...openClipResults(62.36, 73.6, 45.7), crossmodal(59.7)],
    weights: immich({
      repo: "immich-app/XLM-Roberta-Base-ViT-B-32__laion5b_s13b_b90k",
      scoringFrom: { repo: id, path: "open_clip_model.safetensors" },
    }),
  },
];
