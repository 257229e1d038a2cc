import type { Hold } from "./hold.ts";
import type { OpenBucket } from "./resilience/bucket.ts";
import type { Availability, Input, Modality, Model, Purpose, Scoring } from "../models/model.ts";

/** The contract between the gateway and whatever runs a model. Read this file first. */
export interface Provider {
  /** Its key in `providers/index.ts`; appears in logs, metrics and `Model.provider`. */
  readonly name: string;

  /**
   * What one call takes, and how many calls may be in flight for one model and modality. Asked again
   * and again: a provider may learn it from its service.
   */
  limits(model: Model, modality: Modality): CallLimits;

  /**
   * One row or one Error per input, in the order of the inputs; all inputs of a call have the
   * same modality. Rejects only when the whole call failed. Vectors need not be normalised. The
   * caller asks only for dimensions that the model supports, and checks the length and the numbers
   * of each vector that comes back; a provider does neither.
   *
   * @throws GatewayError MODEL_UNAVAILABLE, PROVIDER_FAILED, TIMEOUT, OVERLOADED
   */
  embed(model: Model, inputs: readonly Input[], options: EmbedOptions): Promise<Pass>;

  /**
   * Only on providers that take video natively: one row per segment, in order of time. The provider
   * checks these vectors itself.
   */
  embedVideo?(
    model: Model,
    video: Video,
    options: EmbedVideoOptions,
  ): Promise<readonly SegmentRow[]>;

  /** Of videos in bytes: how large one may be, and how many times `embedVideo` holds each byte. */
  readonly videoBytes?: { readonly maxBytes: number; readonly copies: number };

  /**
   * Only on providers that take a short video whole: its vector, which the provider checks itself.
   * The gateway cuts a video into such clips, one per segment.
   */
  embedClip?(model: Model, clip: Clip, options: EmbedClipOptions): Promise<Row>;

  /** What `embedClip` takes. */
  clips?(model: Model): ClipLimits;

  /** Whether `embed` would work now. Never loads a model, an SDK or the network. */
  availability(model: Model): Availability;

  /**
   * Which weights and files make the model's vectors: the same text exactly where they are the same,
   * on any machine, whatever the model is called. Undefined until it is known (which asking starts,
   * in the background), and where it cannot be told: such vectors are shared with no other replica.
   */
  revision?(model: Model): string | undefined;

  /** How similarities become scores, where the model's files say it and the catalog cannot. */
  scoring?(model: Model): Scoring;

  /** Asked before first use: starts what `availability` says is missing (such as a download). */
  prepare?(model: Model): void;

  /** The inference engines that it asks, as they were when they were last asked. */
  engines?(): Iterable<EngineState>;

  /** Memory of the processes that it runs, by model, as they said last. */
  residentBytes?(): Iterable<readonly [model: string, bytes: number]>;

  close(): Promise<void>;
}

/** A model of an inference engine. */
export interface EngineState {
  /** Such as grpc://triton:8001. */
  readonly endpoint: string;
  /** Its name there. */
  readonly model: string;
  readonly up: boolean;
}

export interface CallLimits {
  readonly maxInputs: number;
  /**
   * Tokens of a call's texts, as `estimateTokens` counts them: a call of long texts would hold up the
   * others. One text may have more. Absent: only inputs count.
   */
  readonly maxTokens?: number;
  /** Calls in flight at once. Of a local model, one more than run: it is prepared meanwhile. */
  readonly maxCalls: number;
  /**
   * Milliseconds for which a call waits as long as others keep coming, ten times that at the most.
   * For calls that cost a round trip and a quota; absent: an idle provider is called at once.
   */
  readonly gatherMs?: number;
}

export interface ClipLimits {
  readonly maxSeconds: number;
  readonly maxBytes: number;
  /** How many times `embedClip` holds each byte. */
  readonly copies: number;
  /** Of the clips it is given; for services that look at each frame, and bill it. Default: 4. */
  readonly framesPerSecond?: number;
}

export interface EmbedOptions {
  /** Length of the vectors; one of the model's `supportedDimensions`. */
  readonly dimensions: number;
  readonly purpose: Purpose;
  /**
   * Aborted when nobody waits for the result any more. A local pass runs to its end all the same:
   * until then its model is busy, and the call says so by not having ended.
   */
  readonly signal?: AbortSignal;
}

export interface Row {
  readonly vector: Float32Array;
  /** Text tokens the model saw, with start and end tokens, without padding. */
  readonly tokens?: number;
  /** The text was longer than the model's context and was cut. */
  readonly truncated?: boolean;
  /** What this row cost in US dollars, estimated by the record's prices; absent: nothing. */
  readonly usd?: number;
}

/** What came of one call or forward pass: a row or an Error per input, in their order. */
export interface Pass {
  readonly rows: readonly (Row | Error)[];
  /** Milliseconds of the pass itself, where the provider knows better than its caller. */
  readonly computeMs?: number;
}

export type Video = { readonly bytes: Uint8Array } | { readonly gcsUri: string };

export interface Segments {
  readonly startOffsetSec: number;
  readonly endOffsetSec?: number;
  readonly intervalSec: number;
}

export interface EmbedVideoOptions {
  readonly segments: Segments;
  /** Where the segments have no end: no more of the video is embedded, and paid for. */
  readonly maxSeconds?: number;
  readonly signal?: AbortSignal;
  /** Asked before each part that is paid for. */
  readonly hold?: Hold | undefined;
}

/**
 * A short video without sound: an MP4 file with H.264 of two frames at least, none larger than
 * 400,000 pixels, and how long it is.
 */
export interface Clip {
  readonly bytes: Uint8Array;
  readonly seconds: number;
}

export interface EmbedClipOptions extends EmbedOptions {
  /** Asked before it is paid for. */
  readonly hold?: Hold | undefined;
}

/** The row of a part of a video: `[startOffsetSec, endOffsetSec)` in seconds. */
export interface SegmentRow extends Row {
  readonly startOffsetSec: number;
  readonly endOffsetSec: number;
}

/** What a provider is given when it is made. */
export interface ProviderContext<Settings = unknown> {
  /** Its own settings, and those of the server that concern it. */
  readonly settings: Settings & ServerSettings;
  readonly log: Log;
  /** Opens a quota that the replicas of a gateway have in common; absent: each has its own. */
  readonly openBucket?: OpenBucket | undefined;
}

/** The server's settings that a provider obeys. */
export interface ServerSettings {
  readonly REQUEST_TIMEOUT_MS: number;
  readonly MAX_IMAGE_PIXELS: number;
}

/** The part of a logger that providers use. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
