import type { Benchmark, Model } from "../model.ts";
import { crossmodal, imageNet, topOneMetric } from "./benchmarks.ts";
import { immich } from "./hub.ts";
import { crossmodalLanguages } from "./languages.ts";

/**
 * The image towers of SigLIP at 384 px with the text encoders of NLLB-200, which know 201 languages
 * and are told which one a text is in. The best retrieval in languages with little data, and poor
 * classifiers. Their shorter vectors come from layers that no export has, and not from slicing.
 *
 * GFLOPs are those of open_clip's model_profile.csv for the image, and for the text what it counts of
 * 1,024 tokens at the 77 that the models take: 24 and 78.
 */
const nllbClip = {
  family: "NLLB-CLIP",
  provider: "onnx",
  hosting: "LOCAL",
  modalities: ["TEXT", "IMAGE"],
  video: "FRAMES",
  multilingual: true,
  languages: crossmodalLanguages,
  distinguishesLanguage: true,
  maxTextTokens: 77,
  imageSize: 384,
  // The trained scale and bias are in a pickle only, and a sigmoid means nothing without them.
  scoring: { activation: "COSINE" },
  templates: ["{label}"],
  openSource: false,
  license: "CC-BY-NC-4.0",
  commercialUse: false,
  trainingData: "LAION-COCO: captions translated to the 201 languages of Flores-200",
  useCases: ["research", "multilingual"],
  pricing: [],
} as const satisfies Partial<Model>;

export const nllbClipModels: readonly Model[] = [
  {
    ...nllbClip,
    id: "visheratin/nllb-siglip-mrl-base",
    aliases: ["nllb-clip-base-siglip", "nllb-clip-base-siglip/mrl"],
    name: "NLLB-CLIP base, SigLIP B/16 at 384 px",
    space: "nllb-clip-base-siglip-mrl",
    dimensions: 768,
    supportedDimensions: [768],
    parameters: 507e6,
    gflops: 136,
    sizeBytes: 2_030e6,
    benchmarks: [topOneOfV1(39.09), crossmodal(73.8)],
    weights: immich({ repo: "immich-app/nllb-clip-base-siglip__mrl" }),
  },
  {
    ...nllbClip,
    id: "visheratin/nllb-siglip-mrl-large",
    aliases: ["nllb-clip-large-siglip", "nllb-clip-large-siglip/mrl"],
    name: "NLLB-CLIP large, SigLIP SO400M/14 at 384 px",
    space: "nllb-clip-large-siglip-mrl",
    dimensions: 1152,
    supportedDimensions: [1152],
    parameters: 1_196e6,
    gflops: 748,
    sizeBytes: 4_785e6,
    benchmarks: [topOneOfV1(51.75), crossmodal(77.8)],
    weights: immich({ repo: "immich-app/nllb-clip-large-siglip__mrl" }),
  },
];

/** Nobody published it for the later weights, which differ little in retrieval. */
function topOneOfV1(value: number): Benchmark {
  const source = "mlfoundations/open_clip, docs/openclip_results.csv, of the weights `v1`";
  return { dataset: imageNet, metric: topOneMetric, value, source };
}
