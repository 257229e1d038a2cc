import type { Benchmark, Model } from "../model.ts";
import { imageNet, topOneMetric } from "./benchmarks.ts";
import { part } from "./hub.ts";
import { sbertLanguages } from "./languages.ts";
import {
  basePatch16Model,
  basePatch32,
  basePatch32Model,
  largePatch14Model,
} from "./open-ai-clip.ts";

/**
 * The CLIP models of Sentence Transformers: OpenAI's weights under another name, so they share
 * space and files; and a text tower in 50+ languages that was distilled into the space of B/32.
 */
const multilingualRepo = "sentence-transformers/clip-ViT-B-32-multilingual-v1";

const multilingual: Model = {
  ...basePatch32Model,
  id: multilingualRepo,
  aliases: ["clip-ViT-B-32-multilingual-v1"],
  name: "CLIP ViT-B/32, multilingual texts",
  family: "Sentence Transformers",
  multilingual: true,
  languages: sbertLanguages,
  // DistilBERT and its dense layer, and the image tower of CLIP B/32.
  parameters: 223e6,
  // 8.8 for the image; 2 operations for each of 43 million weights and 128 tokens.
  gflops: 19.8,
  sizeBytes: 894e6,
  revision: "e5ec8447a7e1c7a01ec5f9c1b487f3a1fad33aef",
  maxTextTokens: 128,
  templates: ["{label}"],
  license: "Apache-2.0",
  commercialUse: true,
  trainingData: "CLIP ViT-B/32 as teacher, translated sentences in 50+ languages as pupil's texts",
  useCases: ["multilingual", "low latency", "on-premise"],
  benchmarks: [],
  weights: {
    from: "hub",
    parts: [
      part(multilingualRepo, "e5ec8447a7e1c7a01ec5f9c1b487f3a1fad33aef", [
        "config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "1_Pooling/config.json",
        "2_Dense/config.json",
        "2_Dense/model.safetensors",
        "onnx/model.onnx",
      ]),
      part(
        basePatch32.repo,
        basePatch32.revision,
        ["onnx/vision_model.onnx", "preprocessor_config.json"],
        basePatch32.pins,
      ),
    ],
  },
};

export const sentenceTransformers: readonly Model[] = [
  twin(basePatch32Model, "clip-ViT-B-32", 63.3),
  twin(basePatch16Model, "clip-ViT-B-16", 68.1),
  twin(largePatch14Model, "clip-ViT-L-14", 75.4),
  multilingual,
];

function twin(model: Model, short: string, topOne: number): Model {
  const benchmark: Benchmark = {
    dataset: imageNet,
    metric: topOneMetric,
    value: topOne,
    source: `model card of sentence-transformers/${short}`,
  };
  return {
    ...model,
    id: `sentence-transformers/${short}`,
    aliases: [short],
    name: `${model.name}, as Sentence Transformers names it`,
    family: "Sentence Transformers",
    benchmarks: [benchmark],
  };
}
