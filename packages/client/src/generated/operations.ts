/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** How a model's cosines become scores. */
export type Activation =
  /** The score is the cosine itself, because the model publishes no scale. */
  | 'COSINE'
  /** sigmoid(scale · cosine + bias) for each label on its own. Each score is between 0 and 1. Used by SigLIP. */
  | 'SIGMOID'
  /** softmax(scale · cosine) over all labels. The scores of one image add up to 1. Used by CLIP. */
  | 'SOFTMAX';

/** Whether a model can be used now, and if not, what is missing. */
export type AvailabilityStatus =
  /** The weights are not on disk yet. The first use of the model, or the `pull` command, downloads them. */
  | 'DOWNLOADABLE'
  /** A download is under way. `progress` says how far it is. */
  | 'DOWNLOADING'
  /** The model is set up but does not work now. `reason` says why. */
  | 'FAILING'
  /** An API key or other credentials are missing. */
  | 'NEEDS_CREDENTIALS'
  /** Nobody publishes ONNX files of this model. The `export` command makes them from the original weights. */
  | 'NEEDS_EXPORT'
  /** The model can be used: its weights are on disk, or its credentials are set. */
  | 'READY';

/** Where a model runs. */
export type Hosting =
  /** At a provider's API. Inputs are sent there. */
  | 'CLOUD'
  /** On this server. No input leaves it. */
  | 'LOCAL';

/** An image file: JPEG, PNG, WebP, GIF, TIFF or AVIF. Set exactly one of the fields. */
export type ImageInput =
  {   /** The bytes of the file in base64, with or without a `data:` prefix. */
  readonly base64: string; readonly upload?: never; readonly url?: never; }
  |  { readonly base64?: never;   /** A file of a multipart request. Send the header `apollo-require-preflight: true` with it. */
  readonly upload: Blob; readonly url?: never; }
  |  { readonly base64?: never; readonly upload?: never;   /** An http or https URL. The server downloads the file, up to its size limit. Private addresses are refused unless the server allows them. */
  readonly url: string; };

/** How an expected latency is known. */
export type LatencySource =
  /** Nothing was measured yet: a usual figure of the provider, or of a slow machine. */
  | 'ASSUMED'
  /** From the work the model takes and the speed at which this server ran other models. */
  | 'ESTIMATED'
  /** This server measured the model. */
  | 'MEASURED';

/** A kind of input. More kinds may be added. */
export type Modality =
  /** A still image. */
  | 'IMAGE'
  /** A text, such as a caption or a search query. */
  | 'TEXT'
  /** A video, or a segment of one. */
  | 'VIDEO';

/** What matters most when no cloud API may be used. */
export type Priority =
  /** Good results in moderate time. This is the default. */
  | 'BALANCE'
  /** The best results, even if they take longer. */
  | 'QUALITY'
  /** The fastest answer, even if the results are less accurate. */
  | 'SPEED';

/** What an embedding is for. Some models embed documents and queries differently. All others ignore the purpose. */
export type Purpose =
  /** The input is to be classified, or is a label. */
  | 'CLASSIFICATION'
  /** The input is to be grouped with similar inputs. */
  | 'CLUSTERING'
  /** The input goes into an index, to be found later. */
  | 'DOCUMENT'
  /** The input is a search: it is compared with documents. */
  | 'QUERY';

/** What you know about your task. The router chooses a model that fits. Every field may be left out: it is then detected, or taken from the server's settings. */
export type RouteInput = {
  /** Whether a cloud API may be used. If left out, the server's `CLOUD` setting decides. */
  readonly cloud?: boolean | null | undefined;
  /** true: only models whose licence allows commercial use, and not those whose licence says nothing. false: also models that are for research only. If left out, all but those. */
  readonly commercialUse?: boolean | null | undefined;
  /** Whether another model may answer while the recommended one is not available. Default: true for `route`, `classify`, `classifyImages` and `similarity`. Default: false for `embed` queries, unless the other model has the same space. */
  readonly fallback?: boolean | null | undefined;
  /** Whether you are on Google Cloud. If true, the router prefers Vertex AI for English, and may use the cloud unless `cloud` or the server forbids it. Default: false. */
  readonly gcp?: boolean | null | undefined;
  /** Language of the texts, as a BCP 47 tag such as "en" or "pt-BR". If left out, it is detected from the texts of the query. Without texts, it is English. */
  readonly language?: string | null | undefined;
  /** Only models that are expected to answer one input within this many milliseconds. Must be above 0. No limit if left out. */
  readonly maxLatencyMs?: number | null | undefined;
  /** Every kind of input that must share one vector space. What the query itself embeds is always included. */
  readonly modalities?: ReadonlyArray<Modality> | null | undefined;
  /** What matters most when no cloud API may be used. Default: BALANCE. */
  readonly priority?: Priority | null | undefined;
  /** What the model is for. Default: CLASSIFICATION for `classify` and `classifyImages`, RETRIEVAL for everything else. */
  readonly task?: RouteTask | null | undefined;
};

/** What the router looks for in a model: some find photos well and label them badly. */
export type RouteTask =
  /** To choose among labels for an image. */
  | 'CLASSIFICATION'
  /** To find images by texts, or texts by images. */
  | 'RETRIEVAL';

/** A video file. Set exactly one of the fields. */
export type VideoInput =
  {   /** The bytes of the file in base64, with or without a `data:` prefix. */
  readonly base64: string; readonly gcsUri?: never; readonly upload?: never; readonly url?: never; }
  |  { readonly base64?: never;   /** A `gs://` URI, which Vertex AI reads itself. No other model takes it. */
  readonly gcsUri: string; readonly upload?: never; readonly url?: never; }
  |  { readonly base64?: never; readonly gcsUri?: never;   /** A file of a multipart request. Send the header `apollo-require-preflight: true` with it. */
  readonly upload: Blob; readonly url?: never; }
  |  { readonly base64?: never; readonly gcsUri?: never; readonly upload?: never;   /** An http or https URL. The server downloads the file, up to its size limit. Private addresses are refused unless the server allows them. */
  readonly url: string; };

/** Which part of a video is embedded, and how it is cut into segments. All values are in seconds. Vertex AI takes whole seconds only. */
export type VideoSegmentsInput = {
  /** Where the last segment ends. Default: the end of the video. A provider that embeds the video itself stops at the server's `MAX_VIDEO_SECONDS`. With `gcsUri`, the default is Vertex AI's own window of 120 seconds. */
  readonly endOffsetSec?: number | null | undefined;
  /** Length of one segment. The last one may be shorter. Default: 16. At least 4 on Vertex AI, and 0.5 for models that take video by frames or in clips; clips have a greatest length as well. */
  readonly intervalSec?: number;
  /** Where the first segment starts. Default: 0, the start of the video. */
  readonly startOffsetSec?: number;
};

/** How a model takes video. */
export type VideoSupport =
  /** The gateway samples frames of the video and embeds them as images. */
  | 'FRAMES'
  /** The provider embeds the video itself, whole or in clips that the gateway cuts. */
  | 'NATIVE'
  /** The model does not take video. */
  | 'NONE';

export type ModelFragment = { readonly id: string, readonly aliases: ReadonlyArray<string>, readonly name: string, readonly family: string, readonly provider: string, readonly hosting: Hosting, readonly space: string, readonly modalities: ReadonlyArray<Modality>, readonly video: VideoSupport, readonly multilingual: boolean, readonly languages: ReadonlyArray<string>, readonly dimensions: number, readonly supportedDimensions: ReadonlyArray<number>, readonly parameters: number | null, readonly gflops: number | null, readonly sizeBytes: number | null, readonly revision: string | null, readonly maxTextTokens: number | null, readonly imageSize: number | null, readonly activation: Activation, readonly logitScale: number | null, readonly logitBias: number | null, readonly defaultTemplates: ReadonlyArray<string>, readonly openSource: boolean, readonly license: string | null, readonly commercialUse: boolean | null, readonly trainingData: string | null, readonly useCases: ReadonlyArray<string>, readonly pricing: ReadonlyArray<{ readonly modality: Modality, readonly unit: string, readonly usd: number, readonly usdMax: number | null, readonly note: string | null }>, readonly benchmarks: ReadonlyArray<{ readonly dataset: string, readonly metric: string, readonly value: number, readonly source: string }>, readonly availability: { readonly status: AvailabilityStatus, readonly reason: string | null, readonly howToEnable: string | null, readonly progress: number | null }, readonly latency: ReadonlyArray<{ readonly modality: Modality, readonly count: number, readonly p50Ms: number, readonly p95Ms: number, readonly meanBatchSize: number }>, readonly expectedLatency: { readonly ms: number, readonly source: LatencySource } | null };

export type ClassificationFragment = { readonly activation: Activation, readonly templates: ReadonlyArray<string>, readonly model: { readonly id: string }, readonly labels: ReadonlyArray<{ readonly label: string, readonly score: number, readonly similarity: number }>, readonly best: { readonly label: string, readonly score: number, readonly similarity: number }, readonly timing: { readonly totalMs: number, readonly queueMs: number, readonly computeMs: number, readonly batchSize: number, readonly cached: boolean } };

export type RouteFragment = { readonly fallback: boolean, readonly recommended: { readonly id: string, readonly aliases: ReadonlyArray<string>, readonly name: string, readonly family: string, readonly provider: string, readonly hosting: Hosting, readonly space: string, readonly modalities: ReadonlyArray<Modality>, readonly video: VideoSupport, readonly multilingual: boolean, readonly languages: ReadonlyArray<string>, readonly dimensions: number, readonly supportedDimensions: ReadonlyArray<number>, readonly parameters: number | null, readonly gflops: number | null, readonly sizeBytes: number | null, readonly revision: string | null, readonly maxTextTokens: number | null, readonly imageSize: number | null, readonly activation: Activation, readonly logitScale: number | null, readonly logitBias: number | null, readonly defaultTemplates: ReadonlyArray<string>, readonly openSource: boolean, readonly license: string | null, readonly commercialUse: boolean | null, readonly trainingData: string | null, readonly useCases: ReadonlyArray<string>, readonly pricing: ReadonlyArray<{ readonly modality: Modality, readonly unit: string, readonly usd: number, readonly usdMax: number | null, readonly note: string | null }>, readonly benchmarks: ReadonlyArray<{ readonly dataset: string, readonly metric: string, readonly value: number, readonly source: string }>, readonly availability: { readonly status: AvailabilityStatus, readonly reason: string | null, readonly howToEnable: string | null, readonly progress: number | null }, readonly latency: ReadonlyArray<{ readonly modality: Modality, readonly count: number, readonly p50Ms: number, readonly p95Ms: number, readonly meanBatchSize: number }>, readonly expectedLatency: { readonly ms: number, readonly source: LatencySource } | null }, readonly selected: { readonly id: string, readonly aliases: ReadonlyArray<string>, readonly name: string, readonly family: string, readonly provider: string, readonly hosting: Hosting, readonly space: string, readonly modalities: ReadonlyArray<Modality>, readonly video: VideoSupport, readonly multilingual: boolean, readonly languages: ReadonlyArray<string>, readonly dimensions: number, readonly supportedDimensions: ReadonlyArray<number>, readonly parameters: number | null, readonly gflops: number | null, readonly sizeBytes: number | null, readonly revision: string | null, readonly maxTextTokens: number | null, readonly imageSize: number | null, readonly activation: Activation, readonly logitScale: number | null, readonly logitBias: number | null, readonly defaultTemplates: ReadonlyArray<string>, readonly openSource: boolean, readonly license: string | null, readonly commercialUse: boolean | null, readonly trainingData: string | null, readonly useCases: ReadonlyArray<string>, readonly pricing: ReadonlyArray<{ readonly modality: Modality, readonly unit: string, readonly usd: number, readonly usdMax: number | null, readonly note: string | null }>, readonly benchmarks: ReadonlyArray<{ readonly dataset: string, readonly metric: string, readonly value: number, readonly source: string }>, readonly availability: { readonly status: AvailabilityStatus, readonly reason: string | null, readonly howToEnable: string | null, readonly progress: number | null }, readonly latency: ReadonlyArray<{ readonly modality: Modality, readonly count: number, readonly p50Ms: number, readonly p95Ms: number, readonly meanBatchSize: number }>, readonly expectedLatency: { readonly ms: number, readonly source: LatencySource } | null }, readonly steps: ReadonlyArray<{ readonly question: string, readonly answer: string, readonly reason: string }>, readonly alternatives: ReadonlyArray<{ readonly id: string, readonly aliases: ReadonlyArray<string>, readonly name: string, readonly family: string, readonly provider: string, readonly hosting: Hosting, readonly space: string, readonly modalities: ReadonlyArray<Modality>, readonly video: VideoSupport, readonly multilingual: boolean, readonly languages: ReadonlyArray<string>, readonly dimensions: number, readonly supportedDimensions: ReadonlyArray<number>, readonly parameters: number | null, readonly gflops: number | null, readonly sizeBytes: number | null, readonly revision: string | null, readonly maxTextTokens: number | null, readonly imageSize: number | null, readonly activation: Activation, readonly logitScale: number | null, readonly logitBias: number | null, readonly defaultTemplates: ReadonlyArray<string>, readonly openSource: boolean, readonly license: string | null, readonly commercialUse: boolean | null, readonly trainingData: string | null, readonly useCases: ReadonlyArray<string>, readonly pricing: ReadonlyArray<{ readonly modality: Modality, readonly unit: string, readonly usd: number, readonly usdMax: number | null, readonly note: string | null }>, readonly benchmarks: ReadonlyArray<{ readonly dataset: string, readonly metric: string, readonly value: number, readonly source: string }>, readonly availability: { readonly status: AvailabilityStatus, readonly reason: string | null, readonly howToEnable: string | null, readonly progress: number | null }, readonly latency: ReadonlyArray<{ readonly modality: Modality, readonly count: number, readonly p50Ms: number, readonly p95Ms: number, readonly meanBatchSize: number }>, readonly expectedLatency: { readonly ms: number, readonly source: LatencySource } | null }> };

export type LimitsFragment = { readonly maxInputs: number, readonly maxLabels: number, readonly maxTextChars: number, readonly maxCost: number, readonly maxBodyBytes: number, readonly maxFiles: number, readonly maxUploadBytes: number, readonly maxAnswerBytes: number, readonly maxImageBytes: number, readonly maxImagePixels: number, readonly maxVideoBytes: number, readonly timeoutMs: number };

export type CallerFragment = { readonly name: string | null, readonly costUsd: number, readonly costUsdLimit: number | null, readonly models: ReadonlyArray<{ readonly id: string }>, readonly points: { readonly limit: number, readonly used: number, readonly remaining: number, readonly resetAt: number } | null };

export type EmbedTextsQueryVariables = Exact<{
  texts: ReadonlyArray<string> | string;
  language?: string | null | undefined;
  model?: string | number | null | undefined;
  route?: RouteInput | null | undefined;
  dimensions?: number | null | undefined;
  purpose: Purpose;
}>;


export type EmbedTextsQuery = { readonly embedTexts: ReadonlyArray<{ readonly truncated: boolean, readonly base64: string, readonly model: { readonly id: string } } | null> };

export type EmbedImagesQueryVariables = Exact<{
  images: ReadonlyArray<ImageInput> | ImageInput;
  model?: string | number | null | undefined;
  route?: RouteInput | null | undefined;
  dimensions?: number | null | undefined;
  purpose: Purpose;
}>;


export type EmbedImagesQuery = { readonly embedImages: ReadonlyArray<{ readonly base64: string, readonly model: { readonly id: string } } | null> };

export type EmbedVideoQueryVariables = Exact<{
  video: VideoInput;
  segments?: VideoSegmentsInput | null | undefined;
  model?: string | number | null | undefined;
  route?: RouteInput | null | undefined;
  dimensions?: number | null | undefined;
}>;


export type EmbedVideoQuery = { readonly embedVideo: { readonly model: { readonly id: string }, readonly segments: ReadonlyArray<{ readonly startOffsetSec: number, readonly endOffsetSec: number, readonly embedding: { readonly base64: string } }> } };

export type SimilarityQueryVariables = Exact<{
  images: ReadonlyArray<ImageInput> | ImageInput;
  texts: ReadonlyArray<string> | string;
  language?: string | null | undefined;
  model?: string | number | null | undefined;
  route?: RouteInput | null | undefined;
  textModel?: string | number | null | undefined;
}>;


export type SimilarityQuery = { readonly similarity: { readonly activation: Activation, readonly cosine: ReadonlyArray<number[] | null>, readonly scores: ReadonlyArray<number[] | null>, readonly model: { readonly id: string } } };

export type ClassifyQueryVariables = Exact<{
  image: ImageInput;
  labels: ReadonlyArray<string> | string;
  language?: string | null | undefined;
  templates?: ReadonlyArray<string> | string | null | undefined;
  topK?: number | null | undefined;
  model?: string | number | null | undefined;
  route?: RouteInput | null | undefined;
}>;


export type ClassifyQuery = { readonly classify: { readonly activation: Activation, readonly templates: ReadonlyArray<string>, readonly model: { readonly id: string }, readonly labels: ReadonlyArray<{ readonly label: string, readonly score: number, readonly similarity: number }>, readonly best: { readonly label: string, readonly score: number, readonly similarity: number }, readonly timing: { readonly totalMs: number, readonly queueMs: number, readonly computeMs: number, readonly batchSize: number, readonly cached: boolean } } };

export type ClassifyImagesQueryVariables = Exact<{
  images: ReadonlyArray<ImageInput> | ImageInput;
  labels: ReadonlyArray<string> | string;
  language?: string | null | undefined;
  templates?: ReadonlyArray<string> | string | null | undefined;
  topK?: number | null | undefined;
  model?: string | number | null | undefined;
  route?: RouteInput | null | undefined;
}>;


export type ClassifyImagesQuery = { readonly classifyImages: ReadonlyArray<{ readonly activation: Activation, readonly templates: ReadonlyArray<string>, readonly model: { readonly id: string }, readonly labels: ReadonlyArray<{ readonly label: string, readonly score: number, readonly similarity: number }>, readonly best: { readonly label: string, readonly score: number, readonly similarity: number }, readonly timing: { readonly totalMs: number, readonly queueMs: number, readonly computeMs: number, readonly batchSize: number, readonly cached: boolean } } | null> };

export type CompareQueryVariables = Exact<{
  images: ReadonlyArray<ImageInput> | ImageInput;
  texts: ReadonlyArray<string> | string;
  language?: string | null | undefined;
  models: ReadonlyArray<string | number> | string | number;
  templates?: ReadonlyArray<string> | string | null | undefined;
}>;


export type CompareQuery = { readonly compare: { readonly results: ReadonlyArray<{ readonly latencyMs: number | null, readonly dimensions: number | null, readonly costUsd: number | null, readonly imagesCostUsd: number | null, readonly imagesComputed: number | null, readonly meanBatchSize: number | null, readonly cosine: ReadonlyArray<number[] | null> | null, readonly model: { readonly id: string, readonly aliases: ReadonlyArray<string>, readonly name: string, readonly family: string, readonly provider: string, readonly hosting: Hosting, readonly space: string, readonly modalities: ReadonlyArray<Modality>, readonly video: VideoSupport, readonly multilingual: boolean, readonly languages: ReadonlyArray<string>, readonly dimensions: number, readonly supportedDimensions: ReadonlyArray<number>, readonly parameters: number | null, readonly gflops: number | null, readonly sizeBytes: number | null, readonly revision: string | null, readonly maxTextTokens: number | null, readonly imageSize: number | null, readonly activation: Activation, readonly logitScale: number | null, readonly logitBias: number | null, readonly defaultTemplates: ReadonlyArray<string>, readonly openSource: boolean, readonly license: string | null, readonly commercialUse: boolean | null, readonly trainingData: string | null, readonly useCases: ReadonlyArray<string>, readonly pricing: ReadonlyArray<{ readonly modality: Modality, readonly unit: string, readonly usd: number, readonly usdMax: number | null, readonly note: string | null }>, readonly benchmarks: ReadonlyArray<{ readonly dataset: string, readonly metric: string, readonly value: number, readonly source: string }>, readonly availability: { readonly status: AvailabilityStatus, readonly reason: string | null, readonly howToEnable: string | null, readonly progress: number | null }, readonly latency: ReadonlyArray<{ readonly modality: Modality, readonly count: number, readonly p50Ms: number, readonly p95Ms: number, readonly meanBatchSize: number }>, readonly expectedLatency: { readonly ms: number, readonly source: LatencySource } | null }, readonly error: { readonly code: string, readonly message: string, readonly retryable: boolean, readonly retryAfterMs: number | null } | null, readonly classifications: ReadonlyArray<{ readonly activation: Activation, readonly templates: ReadonlyArray<string>, readonly model: { readonly id: string }, readonly labels: ReadonlyArray<{ readonly label: string, readonly score: number, readonly similarity: number }>, readonly best: { readonly label: string, readonly score: number, readonly similarity: number }, readonly timing: { readonly totalMs: number, readonly queueMs: number, readonly computeMs: number, readonly batchSize: number, readonly cached: boolean } } | null> | null }>, readonly agreement: ReadonlyArray<{ readonly kendallTau: number | null, readonly topMatch: number | null, readonly left: { readonly id: string }, readonly right: { readonly id: string } }> } };

export type ModelsQueryVariables = Exact<{
  modality?: Modality | null | undefined;
  hosting?: Hosting | null | undefined;
  language?: string | null | undefined;
  available?: boolean | null | undefined;
  commercialUse?: boolean | null | undefined;
}>;


export type ModelsQuery = { readonly models: ReadonlyArray<{ readonly id: string, readonly aliases: ReadonlyArray<string>, readonly name: string, readonly family: string, readonly provider: string, readonly hosting: Hosting, readonly space: string, readonly modalities: ReadonlyArray<Modality>, readonly video: VideoSupport, readonly multilingual: boolean, readonly languages: ReadonlyArray<string>, readonly dimensions: number, readonly supportedDimensions: ReadonlyArray<number>, readonly parameters: number | null, readonly gflops: number | null, readonly sizeBytes: number | null, readonly revision: string | null, readonly maxTextTokens: number | null, readonly imageSize: number | null, readonly activation: Activation, readonly logitScale: number | null, readonly logitBias: number | null, readonly defaultTemplates: ReadonlyArray<string>, readonly openSource: boolean, readonly license: string | null, readonly commercialUse: boolean | null, readonly trainingData: string | null, readonly useCases: ReadonlyArray<string>, readonly pricing: ReadonlyArray<{ readonly modality: Modality, readonly unit: string, readonly usd: number, readonly usdMax: number | null, readonly note: string | null }>, readonly benchmarks: ReadonlyArray<{ readonly dataset: string, readonly metric: string, readonly value: number, readonly source: string }>, readonly availability: { readonly status: AvailabilityStatus, readonly reason: string | null, readonly howToEnable: string | null, readonly progress: number | null }, readonly latency: ReadonlyArray<{ readonly modality: Modality, readonly count: number, readonly p50Ms: number, readonly p95Ms: number, readonly meanBatchSize: number }>, readonly expectedLatency: { readonly ms: number, readonly source: LatencySource } | null }> };

export type RouteQueryVariables = Exact<{
  input: RouteInput;
}>;


export type RouteQuery = { readonly route: { readonly fallback: boolean, readonly recommended: { readonly id: string, readonly aliases: ReadonlyArray<string>, readonly name: string, readonly family: string, readonly provider: string, readonly hosting: Hosting, readonly space: string, readonly modalities: ReadonlyArray<Modality>, readonly video: VideoSupport, readonly multilingual: boolean, readonly languages: ReadonlyArray<string>, readonly dimensions: number, readonly supportedDimensions: ReadonlyArray<number>, readonly parameters: number | null, readonly gflops: number | null, readonly sizeBytes: number | null, readonly revision: string | null, readonly maxTextTokens: number | null, readonly imageSize: number | null, readonly activation: Activation, readonly logitScale: number | null, readonly logitBias: number | null, readonly defaultTemplates: ReadonlyArray<string>, readonly openSource: boolean, readonly license: string | null, readonly commercialUse: boolean | null, readonly trainingData: string | null, readonly useCases: ReadonlyArray<string>, readonly pricing: ReadonlyArray<{ readonly modality: Modality, readonly unit: string, readonly usd: number, readonly usdMax: number | null, readonly note: string | null }>, readonly benchmarks: ReadonlyArray<{ readonly dataset: string, readonly metric: string, readonly value: number, readonly source: string }>, readonly availability: { readonly status: AvailabilityStatus, readonly reason: string | null, readonly howToEnable: string | null, readonly progress: number | null }, readonly latency: ReadonlyArray<{ readonly modality: Modality, readonly count: number, readonly p50Ms: number, readonly p95Ms: number, readonly meanBatchSize: number }>, readonly expectedLatency: { readonly ms: number, readonly source: LatencySource } | null }, readonly selected: { readonly id: string, readonly aliases: ReadonlyArray<string>, readonly name: string, readonly family: string, readonly provider: string, readonly hosting: Hosting, readonly space: string, readonly modalities: ReadonlyArray<Modality>, readonly video: VideoSupport, readonly multilingual: boolean, readonly languages: ReadonlyArray<string>, readonly dimensions: number, readonly supportedDimensions: ReadonlyArray<number>, readonly parameters: number | null, readonly gflops: number | null, readonly sizeBytes: number | null, readonly revision: string | null, readonly maxTextTokens: number | null, readonly imageSize: number | null, readonly activation: Activation, readonly logitScale: number | null, readonly logitBias: number | null, readonly defaultTemplates: ReadonlyArray<string>, readonly openSource: boolean, readonly license: string | null, readonly commercialUse: boolean | null, readonly trainingData: string | null, readonly useCases: ReadonlyArray<string>, readonly pricing: ReadonlyArray<{ readonly modality: Modality, readonly unit: string, readonly usd: number, readonly usdMax: number | null, readonly note: string | null }>, readonly benchmarks: ReadonlyArray<{ readonly dataset: string, readonly metric: string, readonly value: number, readonly source: string }>, readonly availability: { readonly status: AvailabilityStatus, readonly reason: string | null, readonly howToEnable: string | null, readonly progress: number | null }, readonly latency: ReadonlyArray<{ readonly modality: Modality, readonly count: number, readonly p50Ms: number, readonly p95Ms: number, readonly meanBatchSize: number }>, readonly expectedLatency: { readonly ms: number, readonly source: LatencySource } | null }, readonly steps: ReadonlyArray<{ readonly question: string, readonly answer: string, readonly reason: string }>, readonly alternatives: ReadonlyArray<{ readonly id: string, readonly aliases: ReadonlyArray<string>, readonly name: string, readonly family: string, readonly provider: string, readonly hosting: Hosting, readonly space: string, readonly modalities: ReadonlyArray<Modality>, readonly video: VideoSupport, readonly multilingual: boolean, readonly languages: ReadonlyArray<string>, readonly dimensions: number, readonly supportedDimensions: ReadonlyArray<number>, readonly parameters: number | null, readonly gflops: number | null, readonly sizeBytes: number | null, readonly revision: string | null, readonly maxTextTokens: number | null, readonly imageSize: number | null, readonly activation: Activation, readonly logitScale: number | null, readonly logitBias: number | null, readonly defaultTemplates: ReadonlyArray<string>, readonly openSource: boolean, readonly license: string | null, readonly commercialUse: boolean | null, readonly trainingData: string | null, readonly useCases: ReadonlyArray<string>, readonly pricing: ReadonlyArray<{ readonly modality: Modality, readonly unit: string, readonly usd: number, readonly usdMax: number | null, readonly note: string | null }>, readonly benchmarks: ReadonlyArray<{ readonly dataset: string, readonly metric: string, readonly value: number, readonly source: string }>, readonly availability: { readonly status: AvailabilityStatus, readonly reason: string | null, readonly howToEnable: string | null, readonly progress: number | null }, readonly latency: ReadonlyArray<{ readonly modality: Modality, readonly count: number, readonly p50Ms: number, readonly p95Ms: number, readonly meanBatchSize: number }>, readonly expectedLatency: { readonly ms: number, readonly source: LatencySource } | null }> } };

export type LimitsQueryVariables = Exact<{ [key: string]: never; }>;


export type LimitsQuery = { readonly limits: { readonly maxInputs: number, readonly maxLabels: number, readonly maxTextChars: number, readonly maxCost: number, readonly maxBodyBytes: number, readonly maxFiles: number, readonly maxUploadBytes: number, readonly maxAnswerBytes: number, readonly maxImageBytes: number, readonly maxImagePixels: number, readonly maxVideoBytes: number, readonly timeoutMs: number } };

export type CallerQueryVariables = Exact<{ [key: string]: never; }>;


export type CallerQuery = { readonly caller: { readonly name: string | null, readonly costUsd: number, readonly costUsdLimit: number | null, readonly models: ReadonlyArray<{ readonly id: string }>, readonly points: { readonly limit: number, readonly used: number, readonly remaining: number, readonly resetAt: number } | null } };

/** An operation's text, which knows what it takes and gives. */
export type Operation<Result, Variables> = string & {
  readonly types?: (variables: Variables) => Result;
};

export const EmbedTexts: Operation<EmbedTextsQuery, EmbedTextsQueryVariables> =
  "query EmbedTexts($texts:[String!]!$language:String$model:ID$route:RouteInput$dimensions:Int$purpose:Purpose!){embedTexts(texts:$texts language:$language model:$model route:$route dimensions:$dimensions purpose:$purpose){model{id}truncated base64}}";

export const EmbedImages: Operation<EmbedImagesQuery, EmbedImagesQueryVariables> =
  "query EmbedImages($images:[ImageInput!]!$model:ID$route:RouteInput$dimensions:Int$purpose:Purpose!){embedImages(images:$images model:$model route:$route dimensions:$dimensions purpose:$purpose){model{id}base64}}";

export const EmbedVideo: Operation<EmbedVideoQuery, EmbedVideoQueryVariables> =
  "query EmbedVideo($video:VideoInput!$segments:VideoSegmentsInput$model:ID$route:RouteInput$dimensions:Int){embedVideo(video:$video segments:$segments model:$model route:$route dimensions:$dimensions){model{id}segments{startOffsetSec endOffsetSec embedding{base64}}}}";

export const Similarity: Operation<SimilarityQuery, SimilarityQueryVariables> =
  "query Similarity($images:[ImageInput!]!$texts:[String!]!$language:String$model:ID$route:RouteInput$textModel:ID){similarity(images:$images texts:$texts language:$language model:$model route:$route textModel:$textModel){model{id}activation cosine scores}}";

export const Classify: Operation<ClassifyQuery, ClassifyQueryVariables> =
  "query Classify($image:ImageInput!$labels:[String!]!$language:String$templates:[String!]$topK:Int$model:ID$route:RouteInput){classify(image:$image labels:$labels language:$language templates:$templates topK:$topK model:$model route:$route){...Classification}}fragment Classification on Classification{model{id}activation templates labels{label score similarity}best{label score similarity}timing{totalMs queueMs computeMs batchSize cached}}";

export const ClassifyImages: Operation<ClassifyImagesQuery, ClassifyImagesQueryVariables> =
  "query ClassifyImages($images:[ImageInput!]!$labels:[String!]!$language:String$templates:[String!]$topK:Int$model:ID$route:RouteInput){classifyImages(images:$images labels:$labels language:$language templates:$templates topK:$topK model:$model route:$route){...Classification}}fragment Classification on Classification{model{id}activation templates labels{label score similarity}best{label score similarity}timing{totalMs queueMs computeMs batchSize cached}}";

export const Compare: Operation<CompareQuery, CompareQueryVariables> =
  "query Compare($images:[ImageInput!]!$texts:[String!]!$language:String$models:[ID!]!$templates:[String!]){compare(images:$images texts:$texts language:$language models:$models templates:$templates){results{model{...Model}error{code message retryable retryAfterMs}latencyMs dimensions costUsd imagesCostUsd imagesComputed meanBatchSize cosine classifications{...Classification}}agreement{left{id}right{id}kendallTau topMatch}}}fragment Model on Model{id aliases name family provider hosting space modalities video multilingual languages dimensions supportedDimensions parameters gflops sizeBytes revision maxTextTokens imageSize activation logitScale logitBias defaultTemplates openSource license commercialUse trainingData useCases pricing{modality unit usd usdMax note}benchmarks{dataset metric value source}availability{status reason howToEnable progress}latency{modality count p50Ms p95Ms meanBatchSize}expectedLatency{ms source}}fragment Classification on Classification{model{id}activation templates labels{label score similarity}best{label score similarity}timing{totalMs queueMs computeMs batchSize cached}}";

export const Models: Operation<ModelsQuery, ModelsQueryVariables> =
  "query Models($modality:Modality$hosting:Hosting$language:String$available:Boolean$commercialUse:Boolean){models(modality:$modality hosting:$hosting language:$language available:$available commercialUse:$commercialUse){...Model}}fragment Model on Model{id aliases name family provider hosting space modalities video multilingual languages dimensions supportedDimensions parameters gflops sizeBytes revision maxTextTokens imageSize activation logitScale logitBias defaultTemplates openSource license commercialUse trainingData useCases pricing{modality unit usd usdMax note}benchmarks{dataset metric value source}availability{status reason howToEnable progress}latency{modality count p50Ms p95Ms meanBatchSize}expectedLatency{ms source}}";

export const Route: Operation<RouteQuery, RouteQueryVariables> =
  "query Route($input:RouteInput!){route(input:$input){...Route}}fragment Route on Route{recommended{...Model}selected{...Model}fallback steps{question answer reason}alternatives{...Model}}fragment Model on Model{id aliases name family provider hosting space modalities video multilingual languages dimensions supportedDimensions parameters gflops sizeBytes revision maxTextTokens imageSize activation logitScale logitBias defaultTemplates openSource license commercialUse trainingData useCases pricing{modality unit usd usdMax note}benchmarks{dataset metric value source}availability{status reason howToEnable progress}latency{modality count p50Ms p95Ms meanBatchSize}expectedLatency{ms source}}";

export const Limits: Operation<LimitsQuery, LimitsQueryVariables> =
  "query Limits{limits{...Limits}}fragment Limits on Limits{maxInputs maxLabels maxTextChars maxCost maxBodyBytes maxFiles maxUploadBytes maxAnswerBytes maxImageBytes maxImagePixels maxVideoBytes timeoutMs}";

export const Caller: Operation<CallerQuery, CallerQueryVariables> =
  "query Caller{caller{...Caller}}fragment Caller on Caller{name models{id}points{limit used remaining resetAt}costUsd costUsdLimit}";