import type { Model } from "../../models/model.ts";
import type { ProviderContext, ServerSettings } from "../../providers/provider.ts";
import { countProviderEvents } from "../support/provider-events.ts";

const common = {
  aliases: [],
  hosting: "CLOUD",
  modalities: ["TEXT", "IMAGE"],
  multilingual: true,
  languages: [],
  scoring: { activation: "COSINE" },
  templates: ["{label}"],
  openSource: false,
  useCases: [],
  benchmarks: [],
} as const;

/** As in the catalog, with prices that are easy to count with. */
export const embedV4: Model = {
  ...common,
  id: "cohere/embed-v4.0",
  name: "Embed v4",
  family: "Cohere Embed",
  provider: "cohere",
  space: "cohere/embed-v4.0",
  video: "FRAMES",
  dimensions: 1536,
  supportedDimensions: [256, 512, 1024, 1536],
  maxTextTokens: 128_000,
  pricing: [
    { modality: "TEXT", per: 1e6, unit: "token", usd: 0.12 },
    { modality: "IMAGE", per: 1e6, unit: "token", usd: 0.47 },
  ],
};

export const multimodal: Model = {
  ...common,
  id: "google/multimodalembedding@001",
  name: "Multimodal Embeddings",
  family: "Vertex AI",
  provider: "vertex",
  space: "google/multimodalembedding@001",
  modalities: ["TEXT", "IMAGE", "VIDEO"],
  video: "NATIVE",
  multilingual: false,
  dimensions: 1408,
  supportedDimensions: [128, 256, 512, 1408],
  maxTextTokens: 32,
  pricing: [
    { modality: "TEXT", per: 1000, unit: "character", usd: 0.0002 },
    { modality: "IMAGE", per: 1, unit: "image", usd: 0.0001 },
    {
      modality: "VIDEO",
      per: 1,
      unit: "second",
      usd: 0.0005,
      mode: "Essential",
      note: "Essential: intervals of 15 s or more",
    },
    {
      modality: "VIDEO",
      per: 1,
      unit: "second",
      usd: 0.001,
      mode: "Standard",
      note: "Standard: 8 s or more",
    },
    {
      modality: "VIDEO",
      per: 1,
      unit: "second",
      usd: 0.002,
      mode: "Plus",
      note: "Plus: 4 s or more",
    },
  ],
};

export const geminiEmbedding2: Model = {
  ...common,
  id: "google/gemini-embedding-2",
  name: "Gemini Embedding 2",
  family: "Gemini Embedding",
  provider: "gemini",
  space: "gemini-embedding-2",
  modalities: ["TEXT", "IMAGE", "VIDEO"],
  video: "NATIVE",
  dimensions: 3072,
  supportedDimensions: [128, 768, 3072],
  distinguishesPurpose: true,
  maxTextTokens: 8192,
  pricing: [
    { modality: "TEXT", per: 1e6, unit: "token", usd: 0.2 },
    { modality: "IMAGE", per: 1000, unit: "image", usd: 0.12 },
    { modality: "VIDEO", per: 1, unit: "second", usd: 0.0008 },
  ],
};

/** A context that keeps what is logged and counted; the server's own settings are generous. */
export function recording<Settings>(settings: Settings & Partial<ServerSettings>) {
  const logged: { level: string; fields: object; message: string }[] = [];
  const log = (level: string) => (fields: object, message: string) =>
    void logged.push({ level, fields, message });
  const context: ProviderContext<Settings> = {
    settings: { REQUEST_TIMEOUT_MS: 10_000, MAX_IMAGE_PIXELS: 20_000_000, ...settings },
    log: { info: log("info"), warn: log("warn"), error: log("error") },
  };
  return { context, logged, ...countProviderEvents() };
}
