import type { Model } from "../model.ts";
import { jinaLanguages } from "./languages.ts";

/** Facts: jina.ai/models, api.jina.ai/openapi.json (EmbeddingsV5Request). */
const common = {
  family: "Jina Embeddings",
  provider: "jina",
  hosting: "CLOUD",
  modalities: ["TEXT", "IMAGE"],
  video: "FRAMES",
  multilingual: true,
  languages: jinaLanguages,
  distinguishesPurpose: true,
  usualLatencyMs: 400,
  scoring: { activation: "COSINE" },
  templates: ["{label}"],
  openSource: false,
  license: "proprietary API; its weights are CC-BY-NC-4.0",
  // Of what the API answers, as it is sold; the licence of the weights is for those who run them.
  commercialUse: true,
  trainingData: "not published",
  useCases: ["production API", "multilingual", "documents"],
  benchmarks: [],
} as const satisfies Partial<Model>;

/** Sold as tokens, a billion at least; a picture's tokens grow with its area, up to the context. */
const pricing = (mostUnits: number): Model["pricing"] =>
  (["TEXT", "IMAGE"] as const).map((modality) => ({
    modality,
    per: 1e6,
    unit: "token",
    usd: 0.05,
    ...(modality === "IMAGE" && { mostUnits }),
    note: "1 billion tokens for $50; less for more",
    source: "third parties, after jina.ai/api-dashboard",
    asOf: "2026-11-28",
  }));

export const jina: readonly Model[] = [
  {
    ...common,
    id: "jinaai/jina-embeddings-v5-omni-small",
    aliases: ["jina-embeddings-v5-omni-small"],
    name: "Jina Embeddings v5 omni small",
    space: "jina-embeddings-v5-omni-small",
    dimensions: 1024,
    supportedDimensions: [32, 64, 128, 256, 512, 768, 1024],
    maxTextTokens: 32_768,
    pricing: pricing(32_768),
  },
  {
    ...common,
    id: "jinaai/jina-embeddings-v5-omni-nano",
    aliases: ["jina-embeddings-v5-omni-nano"],
    name: "Jina Embeddings v5 omni nano",
    space: "jina-embeddings-v5-omni-nano",
    dimensions: 768,
    supportedDimensions: [32, 64, 128, 256, 512, 768],
    maxTextTokens: 8192,
    pricing: pricing(8192),
  },
];
