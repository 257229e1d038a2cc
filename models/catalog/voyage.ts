import type { Model } from "../model.ts";

const listed = {
  per: 1e9,
  unit: "pixel",
  usd: 0.6,
  source: "docs.voyageai.com/docs/pricing",
  asOf: "2026-11-25",
} as const;

/**
 * Facts: docs.voyageai.com, "Multimodal Embeddings". Voyage names no languages for it: it counts as
 * one for English.
 */
export const voyage: readonly Model[] = [
  {
    id: "voyageai/voyage-multimodal-3.5",
    aliases: ["voyage-multimodal-3.5"],
    name: "Voyage Multimodal 3.5",
    family: "Voyage",
    provider: "voyage",
    hosting: "CLOUD",
    space: "voyage-multimodal-3.5",
    modalities: ["TEXT", "IMAGE", "VIDEO"],
    video: "NATIVE",
    multilingual: false,
    languages: ["en"],
    dimensions: 2048,
    supportedDimensions: [256, 512, 1024, 2048],
    distinguishesPurpose: true,
    maxTextTokens: 32_000,
    usualLatencyMs: 400,
    scoring: { activation: "COSINE" },
    templates: ["{label}"],
    openSource: false,
    license: "proprietary API",
    commercialUse: true,
    trainingData: "not published",
    useCases: ["production API", "documents and screenshots", "video"],
    pricing: [
      {
        modality: "TEXT",
        per: 1e6,
        unit: "token",
        usd: 0.12,
        note: "about $0.12 per 1K texts of 1,000 tokens",
        source: listed.source,
        asOf: listed.asOf,
      },
      {
        ...listed,
        modality: "IMAGE",
        mostUnits: 2_000_000,
        note: "images count as 50,000 to 2 million pixels: $0.03 to $1.20 per 1K images",
      },
      {
        ...listed,
        modality: "VIDEO",
        note: "every frame counts; by clips of two frames a second about $0.0005 a second",
      },
    ],
    benchmarks: [],
  },
];
