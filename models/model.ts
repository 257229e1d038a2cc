/** The vocabulary of the catalog: what a model is. Types only. */

export type Modality = "TEXT" | "IMAGE" | "VIDEO";
export type Hosting = "LOCAL" | "CLOUD";
export type VideoSupport = "NATIVE" | "FRAMES" | "NONE";
export type Purpose = "DOCUMENT" | "QUERY" | "CLASSIFICATION" | "CLUSTERING";
export type Priority = "QUALITY" | "BALANCE" | "SPEED";
export type RouteTask = "RETRIEVAL" | "CLASSIFICATION";

/** One thing to embed. Image bytes are an encoded file (JPEG, PNG, …), never pixels. */
export type Input =
  | {
      readonly modality: "TEXT";
      readonly text: string;
      /** As a BCP 47 tag: of models that are told it. */
      readonly language?: string;
    }
  | {
      readonly modality: "IMAGE";
      readonly bytes: Uint8Array;
      /** Of the bytes, by `digestOf`; taken where they are read, so that it is taken once. */
      readonly digest?: string;
    };

/** How similarities become scores; `scale` is the factor itself, not its logarithm. */
export type Scoring =
  | { readonly activation: "SOFTMAX"; readonly scale: number }
  | { readonly activation: "SIGMOID"; readonly scale: number; readonly bias: number }
  | { readonly activation: "COSINE" };
export type Activation = Scoring["activation"];

/** Where the files of a local model are. The onnx provider turns each into a directory. */
export type Weights =
  /** Ships with Parallax; `directory` is relative to the package's root. */
  | { readonly from: "package"; readonly directory: string }
  /** A directory the operator named in LOCAL_MODELS. */
  | { readonly from: "directory"; readonly directory: string }
  /** Files of one or more Hugging Face repositories. */
  | { readonly from: "hub"; readonly parts: readonly HubPart[]; readonly scoringFrom?: HubFile }
  /** Nobody publishes ONNX files; the `export` command makes them from these weights. */
  | {
      readonly from: "export";
      readonly repo: string;
      readonly tool: "open_clip" | "transformers";
      /** open_clip's name of it, where the repository does not say it. */
      readonly architecture?: string;
    };

/** A tower's graph at an inference engine. */
export interface EnginePlace {
  readonly protocol: "http" | "grpc";
  readonly tls: boolean;
  /** `host:port`. */
  readonly address: string;
  /** Its name there. */
  readonly model: string;
}

/** What runs the towers of a model in place of onnxruntime here; each place has the same weights. */
export interface Engines {
  readonly text?: readonly EnginePlace[];
  readonly image?: readonly EnginePlace[];
}

/** Files of one repository at one revision. */
export interface HubPart {
  readonly repo: string;
  readonly revision?: string;
  readonly files: readonly HubFileSpec[];
}
export interface HubFileSpec {
  readonly path: string;
  /** Bytes and lower-case hex digest, where known in advance. */
  readonly size?: number;
  readonly sha256?: string;
  /** The model works without this file. */
  readonly optional?: boolean;
}
export interface HubFile {
  readonly repo: string;
  readonly revision?: string;
  readonly path: string;
}

/** A list price: `usd` for `per` units, such as 0.1 for 1000 embeddings. */
export interface Pricing {
  readonly modality: Modality;
  readonly per: number;
  readonly unit: "embedding" | "token" | "image" | "pixel" | "character" | "second";
  /** Of several prices of one modality, the one for this way of embedding. */
  readonly mode?: string;
  readonly usd: number;
  readonly usdMax?: number;
  /** The most units of one input, where only the answer tells how many there were. */
  readonly mostUnits?: number;
  readonly note?: string;
  /** Where the price was read, and when: an address or a document, and a date such as 2026-11-25. */
  readonly source?: string;
  readonly asOf?: string;
}

export interface Benchmark {
  readonly dataset: string;
  readonly metric: string;
  readonly value: number;
  readonly source: string;
}

/** A catalog record. Everything that differs between models is here, nothing of it in code. */
export interface Model {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly name: string;
  readonly family: string;
  /** Name of the provider that runs it: a key of the table in `providers/index.ts`. */
  readonly provider: string;
  readonly hosting: Hosting;
  /** Vectors are comparable exactly when their space and their dimensions are the same. */
  readonly space: string;
  /** Taken natively. */
  readonly modalities: readonly Modality[];
  readonly video: VideoSupport;
  readonly multilingual: boolean;
  /** BCP 47 tags. */
  readonly languages: readonly string[];
  readonly dimensions: number;
  readonly supportedDimensions: readonly number[];
  /** The head of a vector, renormalised, is a vector too: shortened here, not by the provider. */
  readonly matryoshka?: boolean;
  /** Embeds documents and queries differently; others ignore the purpose. */
  readonly distinguishesPurpose?: boolean;
  /** Is told the language of each text, and embeds it by that. */
  readonly distinguishesLanguage?: boolean;
  readonly parameters?: number;
  /** One image and one text, as long as the model takes them. */
  readonly gflops?: number;
  /** What one input is expected to take before it was measured, in milliseconds; of other servers' models. */
  readonly usualLatencyMs?: number;
  readonly sizeBytes?: number;
  /** Of the weights, where it is not full. */
  readonly precision?: "fp16" | "q8";
  /** The id of the model of which this is a variant, such as one of lower precision. */
  readonly variantOf?: string;
  readonly revision?: string;
  readonly maxTextTokens?: number;
  /** Side of the square the image tower sees, in pixels. */
  readonly imageSize?: number;
  readonly scoring: Scoring;
  /** Used by classify when the caller gives none; each contains `{label}`. */
  readonly templates: readonly string[];
  readonly openSource: boolean;
  readonly license?: string;
  /** May its output be used commercially, as the licence says? Absent where it does not say. */
  readonly commercialUse?: boolean;
  /** The model whose successor this is, and what it does better, in a sentence or two. */
  readonly supersedes?: { readonly id: string; readonly because: string };
  readonly trainingData?: string;
  readonly useCases: readonly string[];
  readonly pricing: readonly Pricing[];
  readonly benchmarks: readonly Benchmark[];
  /** Local models only. */
  readonly weights?: Weights;
  /** Local models only, where the operator has engines for them (ENGINES). */
  readonly engines?: Engines;
}

export type AvailabilityStatus =
  | "READY"
  | "DOWNLOADABLE"
  | "DOWNLOADING"
  | "NEEDS_EXPORT"
  | "NEEDS_CREDENTIALS"
  | "FAILING";

export interface Availability {
  readonly status: AvailabilityStatus;
  readonly reason?: string;
  /** What to type or set to make it READY. */
  readonly howToEnable?: string;
  /** 0 to 1 while DOWNLOADING. */
  readonly progress?: number;
  /** Waiting changes nothing, whatever the status says. */
  readonly final?: boolean;
}
