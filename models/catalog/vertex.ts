import type { Model, Pricing } from "../model.ts";

const listed = {
  source: "cloud.google.com/vertex-ai/generative-ai/pricing",
  asOf: "2026-11-25",
} as const;

/**
 * Facts: docs.cloud.google.com, "Multimodal embeddings API", of what Google now calls the Gemini
 * Enterprise Agent Platform. A video's vector always has 1408 numbers.
 */
export const vertex: readonly Model[] = [
  {
    id: "google/multimodalembedding@001",
    aliases: ["multimodalembedding@001"],
    name: "Vertex AI multimodal embeddings",
    family: "Vertex AI",
    provider: "vertex",
    hosting: "CLOUD",
    space: "vertex-multimodalembedding-001",
    modalities: ["TEXT", "IMAGE", "VIDEO"],
    video: "NATIVE",
    multilingual: false,
    languages: ["en"],
    dimensions: 1408,
    supportedDimensions: [128, 256, 512, 1408],
    maxTextTokens: 32,
    imageSize: 512,
    usualLatencyMs: 500,
    scoring: { activation: "COSINE" },
    templates: ["a photo of a {label}"],
    openSource: false,
    license: "proprietary API",
    commercialUse: true,
    trainingData: "not published",
    useCases: ["production API", "video"],
    pricing: [
      {
        modality: "TEXT",
        per: 1000,
        unit: "character",
        usd: 0.0002,
        note: "about $0.026 per 1K texts of 130 characters, spaces not counted",
        ...listed,
      },
      { modality: "IMAGE", per: 1000, unit: "image", usd: 0.1, note: "$0.0001 each", ...listed },
      videoSecond(0.0005, "Essential", "intervals of 15 s and more"),
      videoSecond(0.001, "Standard", "intervals of 8 to 15 s"),
      videoSecond(0.002, "Plus", "intervals of 4 to 8 s"),
    ],
    benchmarks: [],
  },
];

function videoSecond(usd: number, mode: string, when: string): Pricing {
  const note = `approximate; ${mode}: ${when}`;
  return { modality: "VIDEO", per: 1, unit: "second", mode, usd, note, ...listed };
}
