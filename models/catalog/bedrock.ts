import type { Model, Pricing } from "../model.ts";
import { cohereLanguages, novaLanguages } from "./languages.ts";

const asRead = {
  source: "AWS's model catalog in us-east-1, as read by github.com/BerriAI/litellm",
  asOf: "2026-11-28",
} as const satisfies Partial<Pricing>;

const hosted = {
  provider: "bedrock",
  hosting: "CLOUD",
  modalities: ["TEXT", "IMAGE"],
  video: "FRAMES",
  usualLatencyMs: 400,
  scoring: { activation: "COSINE" },
  templates: ["{label}"],
  openSource: false,
  license: "proprietary API",
  commercialUse: true,
  trainingData: "not published",
  benchmarks: [],
} as const satisfies Partial<Model>;

/**
 * Facts: docs.aws.amazon.com, the Amazon Nova and Amazon Bedrock user guides. AWS's price list is by
 * region; these are of us-east-1.
 */
export const bedrock: readonly Model[] = [
  {
    ...hosted,
    id: "amazon/nova-2-multimodal-embeddings-v1",
    aliases: ["amazon.nova-2-multimodal-embeddings-v1:0"],
    name: "Amazon Nova Multimodal Embeddings",
    family: "Amazon Nova",
    space: "amazon-nova-2-multimodal-embeddings-v1",
    modalities: ["TEXT", "IMAGE", "VIDEO"],
    video: "NATIVE",
    multilingual: true,
    languages: novaLanguages,
    dimensions: 3072,
    supportedDimensions: [256, 384, 1024, 3072],
    distinguishesPurpose: true,
    maxTextTokens: 8172,
    useCases: ["production API", "multilingual", "video"],
    pricing: [
      {
        modality: "TEXT",
        per: 1e6,
        unit: "token",
        usd: 0.135,
        note: "about $0.14 per 1K texts of 1,000 tokens",
        ...asRead,
      },
      { modality: "IMAGE", per: 1000, unit: "image", usd: 0.06, note: "$0.00006 each", ...asRead },
      {
        modality: "VIDEO",
        per: 1,
        unit: "second",
        usd: 0.0007,
        note: "clips of 30 s at most",
        ...asRead,
      },
    ],
  },
  {
    ...hosted,
    id: "amazon/titan-embed-image-v1",
    aliases: ["amazon.titan-embed-image-v1"],
    name: "Amazon Titan Multimodal Embeddings G1",
    family: "Amazon Titan",
    space: "amazon-titan-embed-image-v1",
    multilingual: false,
    languages: ["en"],
    dimensions: 1024,
    supportedDimensions: [256, 384, 1024],
    maxTextTokens: 256,
    useCases: ["production API"],
    pricing: [
      {
        modality: "TEXT",
        per: 1e6,
        unit: "token",
        usd: 0.8,
        note: "about $0.02 per 1K texts of 25 tokens",
        ...asRead,
      },
      { modality: "IMAGE", per: 1000, unit: "image", usd: 0.06, note: "$0.00006 each", ...asRead },
    ],
  },
  {
    ...hosted,
    id: "cohere/embed-v4.0@bedrock",
    aliases: ["cohere.embed-v4:0"],
    name: "Cohere Embed 4 on Amazon Bedrock",
    family: "Cohere Embed",
    // The model has the name of Cohere's own, but nobody documents that both make the same vectors, and
    // models of one space stand in for each other without being asked.
    space: "bedrock-cohere-embed-v4",
    multilingual: true,
    languages: cohereLanguages,
    dimensions: 1536,
    supportedDimensions: [256, 512, 1024, 1536],
    distinguishesPurpose: true,
    maxTextTokens: 128_000,
    useCases: ["production API", "multilingual"],
    pricing: [
      {
        modality: "TEXT",
        per: 1e6,
        unit: "token",
        usd: 0.12,
        note: "about $0.12 per 1K texts of 1,000 tokens",
        ...asRead,
      },
      {
        modality: "IMAGE",
        per: 1e6,
        unit: "token",
        usd: 0.47,
        // 4 tokens for 784 pixels, as AWS says, at the 2,458,624 to which larger images are scaled.
        mostUnits: 12_544,
        note: "tokens grow with the area: about $0.63 per 1K images of 512×512, $5.90 at the 2.46 megapixels to which larger ones are scaled; Cohere's own price, as AWS's page could not be read",
        source: "Cohere's own price, by third parties; tokens: AWS's page of the model",
        asOf: "2026-11-28",
      },
    ],
  },
];
