import type { Model } from "../model.ts";
import { cohereLanguages } from "./languages.ts";

/** Facts: docs.cohere.com. Cohere bills tokens, of texts and of images. */
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
    commercialUse: true,
    trainingData: "not published",
    useCases: ["production API", "multilingual", "highest quality"],
    pricing: [
      {
        modality: "TEXT",
        per: 1e6,
        unit: "token",
        usd: 0.12,
        note: "about $0.12 per 1K texts of 1,000 tokens",
        source: "vercel.com/ai-gateway/models/embed-v4.0",
        asOf: "2026-11-25",
      },
      {
        modality: "IMAGE",
        per: 1e6,
        unit: "token",
        usd: 0.47,
        // 2,458,624 pixels, to which larger images are scaled, at the tokens a pixel of 512×512.
        mostUnits: 15_100,
        note: "tokens grow with the area: about $0.76 per 1K images of 512×512 (1,610 tokens each), $7.10 at the 2.46 megapixels to which larger ones are scaled",
        source:
          "third parties; Cohere's own page needs a sign-in; tokens: docs.oracle.com, cohere-embed-4",
        asOf: "2026-11-25",
      },
    ],
    benchmarks: [],
  },
];
