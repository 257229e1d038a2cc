import type {
  Hosting,
  Modality,
  Purpose,
  RouteInput,
  VideoSegmentsInput,
} from "./generated/operations.ts";

/**
 * A file (`File`, `Blob`), its bytes, the URL of an image that the gateway fetches, or a `data:` URL
 * in base64, which is sent as it is.
 */
export type Image = Blob | Uint8Array | string;

/** As an image; also a `gs://` URI, which only Vertex AI reads. */
export type Video = Blob | Uint8Array | string;

/** How an embedder reaches its gateway, and what its calls use when they say nothing else. */
export interface EmbedderOptions {
  /** The gateway's GraphQL endpoint, such as http://localhost:4000/graphql. */
  readonly url: string;
  /** Id or alias; the gateway's default when left out. */
  readonly model?: string | undefined;
  /** The length of vectors; similarities are always of vectors in full. */
  readonly dimensions?: number | undefined;
  /**
   * The key that the gateway knows you by, or what makes one, such as a token that expires: it is
   * asked before every request. A key in a web page can be read by all who visit the page.
   */
  readonly key?: string | (() => string | Promise<string>) | undefined;
  /** Headers of every request. With an Authorization among them, `key` is not used. */
  readonly headers?: Record<string, string> | undefined;
  /** How often a request or an item is sent again when that may help. Default: 2. */
  readonly retries?: number | undefined;
  /** In place of the global `fetch`: for tests, or to go through a proxy. */
  readonly fetch?: typeof fetch | undefined;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends sending and waiting at once; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Added to the embedder's, or in place of them. */
  readonly headers?: Record<string, string> | undefined;
}

export interface ModelOptions extends CallOptions {
  /** Id or alias, in place of the embedder's. */
  readonly model?: string | undefined;
  /** Lets the gateway choose the model. Give `model` or `route`, not both. */
  readonly route?: RouteInput | undefined;
}

export interface ListOptions extends ModelOptions {
  /** Called whenever items of the list are done, failed ones included. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  /** Items that have a result or an error. */
  readonly done: number;
  readonly total: number;
}

/** For models that are told the language of a text, such as NLLB-CLIP. */
export interface LanguageOption {
  /** Of the texts or labels, a BCP 47 tag such as "sw". Default: that of `route`, else detected. */
  readonly language?: string | undefined;
}

export interface EmbedOptions extends ListOptions, LanguageOption {
  /** The length of the vectors, in place of the embedder's. */
  readonly dimensions?: number | undefined;
  /** What the vectors are for, where the model tells purposes apart. Default: DOCUMENT. */
  readonly purpose?: Purpose | undefined;
}

export interface VideoOptions extends ModelOptions {
  /** The length of the vectors, in place of the embedder's. */
  readonly dimensions?: number | undefined;
  /** Which part of the video, and how it is cut. Default: all of it, in segments of 16 seconds. */
  readonly segments?: VideoSegmentsInput | undefined;
}

export interface SimilarityOptions extends ListOptions, LanguageOption {
  /** Another model that embeds the texts, such as a multilingual one of the same space. */
  readonly textModel?: string | undefined;
}

export interface ClassifyOptions extends ModelOptions, LanguageOption {
  /** Sentences that labels are put into, such as "a photo of a {label}."; default: the model's. */
  readonly templates?: readonly string[] | undefined;
  /** How many of the best labels to return. Default: all. */
  readonly topK?: number | undefined;
}

export interface ClassifyImagesOptions extends ClassifyOptions, ListOptions {}

export interface CompareOptions extends CallOptions, LanguageOption {
  /** Ids or aliases of 1 to 16 models. */
  readonly models: readonly string[];
  /** As in `classify`; used for the classifications alone. */
  readonly templates?: readonly string[] | undefined;
}

/** Which models to list: those that pass all that is given. */
export interface ModelFilter {
  /** Models that take this kind of input. */
  readonly modality?: Modality | undefined;
  readonly hosting?: Hosting | undefined;
  /** A BCP 47 tag, such as "en" or "pt-BR". */
  readonly language?: string | undefined;
  /** true: models that are READY. false: models that are not. */
  readonly available?: boolean | undefined;
}
