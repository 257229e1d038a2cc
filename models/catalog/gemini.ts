import type { Model } from "../model.ts";
import { geminiLanguages } from "./languages.ts";

const listed = {
  source: "ai.google.dev/gemini-api/docs/pricing, as tokencost.app and zilliz.com repeat it",
  asOf: "2026-11-28",
} as const;

/**
 * Facts: ai.google.dev, "Embeddings"; docs.cloud.google.com, "Gemini Embedding 2". Any number of
 * dimensions from 128 on is taken; Google recommends 768, 1536 and 3072. It shortens them itself.
 */
export const gemini: readonly Model[] = [
  {
    id: "google/gemini-embedding-2",
    aliases: ["gemini-embedding-2"],
    name: "Gemini Embedding 2",
    family: "Gemini Embedding",
    provider: "gemini",
    hosting: "CLOUD",
    space: "gemini-embedding-2",
    modalities: ["TEXT", "IMAGE", "VIDEO"],
    video: "NATIVE",
    multilingual: true,
    languages: geminiLanguages,
    dimensions: 3072,
    supportedDimensions: [128, 256, 512, 768, 1024, 1536, 2048, 3072],
    distinguishesPurpose: true,
    maxTextTokens: 8192,
    usualLatencyMs: 400,
    scoring: { activation: "COSINE" },
    templates: ["{label}"],
    openSource: false,
    license: "proprietary API",
    commercialUse: true,
    supersedes: {
      id: "google/multimodalembedding@001",
      because:
        "Google's successor takes video as well, knows more than 100 languages and reads 8,192 tokens.",
    },
    trainingData: "not published",
    useCases: ["production API", "multilingual", "video"],
    pricing: [
      {
        modality: "TEXT",
        per: 1e6,
        unit: "token",
        usd: 0.2,
        note: "about $0.20 per 1K texts of 1,000 tokens",
        ...listed,
      },
      {
        modality: "IMAGE",
        per: 1000,
        unit: "image",
        usd: 0.12,
        note: "$0.45 per 1M tokens, 258 an image",
        ...listed,
      },
      {
        modality: "VIDEO",
        per: 1,
        unit: "second",
        usd: 0.00079,
        note: "$12 per 1M tokens, 66 a second",
        ...listed,
      },
    ],
    benchmarks: [],
  },
];
