import type { Model } from "../model.ts";
import { openClipResults } from "./benchmarks.ts";
import { immich } from "./hub.ts";

/**
 * The LAION-2B checkpoints of OpenCLIP. Aliases are written as `open_clip.list_pretrained()`
 * pairs them. The scale below is the ceiling of the family's training; the trained one is read
 * from the original checkpoint when a model is pulled.
 */
const openClip = {
  family: "OpenCLIP",
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
  trainingData: "LAION-2B, the English part of LAION-5B: 2.3 billion image-text pairs",
  pricing: [],
} as const satisfies Partial<Model>;

const checkpoint = (repo: string) => ({ repo, path: "open_clip_model.safetensors" });

export const openClipModels: readonly Model[] = [
  {
    ...openClip,
    id: "laion/CLIP-ViT-B-32-laion2B-s34B-b79K",
    aliases: ["ViT-B-32/laion2b_s34b_b79k"],
    name: "OpenCLIP ViT-B/32, LAION-2B",
    space: "openclip-vit-b-32-laion2b",
    dimensions: 512,
    supportedDimensions: [512],
    parameters: 151e6,
    gflops: 14.8,
    sizeBytes: 607e6,
    revision: "8204c663a7b5aa2edd55e0df578b39f57af07376",
    useCases: ["low latency", "on-premise", "production API"],
    benchmarks: openClipResults(66.56, 75.4, 47.8),
    weights: immich({
      repo: "immich-app/ViT-B-32__laion2b-s34b-b79k",
      revision: "8204c663a7b5aa2edd55e0df578b39f57af07376",
      scoringFrom: checkpoint("laion/CLIP-ViT-B-32-laion2B-s34B-b79K"),
    }),
  },
  {
    ...openClip,
    id: "laion/CLIP-ViT-B-16-laion2B-s34B-b88K",
    aliases: ["ViT-B-16/laion2b_s34b_b88k"],
    name: "OpenCLIP ViT-B/16, LAION-2B",
    space: "openclip-vit-b-16-laion2b",
    dimensions: 512,
    supportedDimensions: [512],
    parameters: 150e6,
    gflops: 41.1,
    sizeBytes: 599e6,
    useCases: ["on-premise", "research"],
    benchmarks: openClipResults(70.23, 78.1, 50.9),
    // Published in PyTorch only; we found no ONNX export of it.
    weights: { from: "export", repo: "laion/CLIP-ViT-B-16-laion2B-s34B-b88K", tool: "open_clip" },
  },
  {
    ...openClip,
    id: "laion/CLIP-ViT-L-14-laion2B-s32B-b82K",
    aliases: ["ViT-L-14/laion2b_s32b_b82k"],
    name: "OpenCLIP ViT-L/14, LAION-2B",
    space: "openclip-vit-l-14-laion2b",
    dimensions: 768,
    supportedDimensions: [768],
    parameters: 428e6,
    gflops: 175,
    sizeBytes: 1_715e6,
    useCases: ["highest quality", "on-premise", "research"],
    benchmarks: openClipResults(75.25, 82.5, 54.9),
    weights: immich({
      repo: "immich-app/ViT-L-14__laion2b-s32b-b82k",
      scoringFrom: checkpoint("laion/CLIP-ViT-L-14-laion2B-s32B-b82K"),
    }),
  },
  {
    ...openClip,
    id: "laion/CLIP-ViT-H-14-laion2B-s32B-b79K",
    aliases: ["ViT-H-14/laion2b_s32b_b79k", "ViT-H-14"],
    name: "OpenCLIP ViT-H/14, LAION-2B",
    space: "openclip-vit-h-14-laion2b",
    dimensions: 1024,
    supportedDimensions: [1024],
    parameters: 986e6,
    gflops: 382,
    sizeBytes: 3_944e6,
    useCases: ["highest quality", "on-premise", "research"],
    benchmarks: openClipResults(77.96, 84.2, 57.7),
    // The image tower is over 2 GB: its tensors are in files that the graph names.
    weights: immich({
      repo: "immich-app/ViT-H-14__laion2b-s32b-b79k",
      scoringFrom: checkpoint("laion/CLIP-ViT-H-14-laion2B-s32B-b79K"),
    }),
  },
  {
    ...openClip,
    id: "laion/CLIP-ViT-bigG-14-laion2B-39B-b160k",
    aliases: ["ViT-bigG-14/laion2b_s39b_b160k", "ViT-bigG-14"],
    name: "OpenCLIP ViT-bigG/14, LAION-2B",
    space: "openclip-vit-bigg-14-laion2b",
    dimensions: 1280,
    supportedDimensions: [1280],
    parameters: 2_540e6,
    gflops: 1065,
    sizeBytes: 10_160e6,
    useCases: ["highest quality", "research"],
    benchmarks: openClipResults(80.09, 86.2, 59.4),
    weights: {
      from: "export",
      repo: "laion/CLIP-ViT-bigG-14-laion2B-39B-b160k",
      tool: "open_clip",
    },
  },
];
