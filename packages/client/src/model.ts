import type { Activation } from "./generated/graphql.ts";

/** A model of the catalog, as the gateway describes it. */
export interface Model {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly name: string;
  readonly family: string;
  readonly provider: string;
  readonly hosting: "LOCAL" | "CLOUD";
  readonly space: string;
  readonly modalities: readonly ("TEXT" | "IMAGE" | "VIDEO")[];
  readonly video: "NATIVE" | "FRAMES" | "NONE";
  readonly multilingual: boolean;
  readonly languages: readonly string[];
  readonly dimensions: number;
  readonly supportedDimensions: readonly number[];
  readonly parameters: number | null;
  readonly gflops: number | null;
  readonly sizeBytes: number | null;
  readonly revision: string | null;
  readonly maxTextTokens: number | null;
  readonly imageSize: number | null;
  readonly activation: Activation;
  readonly logitScale: number | null;
  readonly logitBias: number | null;
  readonly defaultTemplates: readonly string[];
  readonly openSource: boolean;
  readonly license: string | null;
  readonly trainingData: string | null;
  readonly useCases: readonly string[];
  readonly pricing: readonly {
    readonly modality: "TEXT" | "IMAGE" | "VIDEO";
    readonly unit: string;
    readonly usd: number;
    readonly usdMax: number | null;
    readonly note: string | null;
  }[];
  readonly benchmarks: readonly {
    readonly dataset: string;
    readonly metric: string;
    readonly value: number;
    readonly source: string;
  }[];
  readonly availability: {
    readonly status:
      | "READY"
      | "DOWNLOADABLE"
      | "DOWNLOADING"
      | "NEEDS_EXPORT"
      | "NEEDS_CREDENTIALS"
      | "FAILING";
    readonly reason: string | null;
    readonly howToEnable: string | null;
    readonly progress: number | null;
  };
  readonly latency: readonly {
    readonly modality: "TEXT" | "IMAGE" | "VIDEO";
    readonly count: number;
    readonly p50Ms: number;
    readonly p95Ms: number;
    readonly meanBatchSize: number;
  }[];
  readonly expectedLatency: {
    readonly ms: number;
    readonly source: "MEASURED" | "ESTIMATED" | "ASSUMED";
  } | null;
}
