import type { Model, Pricing } from "../model.ts";

/** Facts: cloud.google.com, "Multimodal embeddings API". A video's vector always has 1408 numbers. */
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
    trainingData: "not published",
    useCases: ["production API", "video"],
    pricing: [
      {
        modality: "TEXT",
        per: 1000,
        unit: "embedding",
        usd: 0.05,
        usdMax: 0.15,
        note: "approximate; the list price is about $0.0002 per 1K characters",
      },
      {
        modality: "IMAGE",
        per: 1000,
        unit: "embedding",
        usd: 0.05,
        usdMax: 0.15,
        note: "approximate; about $0.0001 an image",
      },
      videoSecond(0.0005, "Essential", "intervals of 15 s and more"),
      videoSecond(0.001, "Standard", "intervals of 8 to 15 s"),
      videoSecond(0.002, "Plus", "intervals of 4 to 8 s"),
    ],
    benchmarks: [],
  },
];

function videoSecond(usd: number, mode: string, when: string): Pricing {
  const note = `approximate; ${mode}: ${when}`;
  return { modality: "VIDEO", per: 1, unit: "second", mode, usd, note };
}
