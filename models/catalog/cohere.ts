import type { Model } from "../model.ts";
import { cohereLanguages } from "./languages.ts";

/** Facts: docs.cohere.com. Prices are estimates; Cohere bills tokens of texts and of images. */
export const cohere: readonly Model[] = [
  {
    id: "cohere/embed-v4.0",
    aliases: ["embed-v4.0"],
    name: "Cohere Embed 4",
    family: "Cohere Embed",
    provider: "cohere",
    hosting: "CLOUD",
    space: "cohere-embed-v4.0",
    modalities: ["TEXT", "IMAGE"],
    video: "FRAMES",
    multilingual: true,
    languages: cohereLanguages,
    dimensions: 1536,
    supportedDimensions: [256, 512, 1024, 1536],
    distinguishesPurpose: true,
    maxTextTokens: 128_000,
    usualLatencyMs: 350,
    scoring: { activation: "COSINE" },
    templates: ["{label}"],
    openSource: false,
    license: "proprietary API",
    trainingData: "not published",
    useCases: ["production API", "multilingual", "highest quality"],
    pricing: [
      {
        modality: "TEXT",
        per: 1000,
        unit: "embedding",
        usd: 0.1,
        note: "approximate; the list price is $0.12 per 1M tokens",
      },
      {
        modality: "IMAGE",
        per: 1000,
        unit: "embedding",
        usd: 0.1,
        usdMax: 0.76,
        note: "approximate; the list price is $0.47 per 1M image tokens, 1,610 of them for 512×512",
      },
    ],
    benchmarks: [],
  },
];
