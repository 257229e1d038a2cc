import type { Caller, Tally } from "../models/caller.ts";
import type { Embedding, LabelEmbeddings, VideoEmbedding } from "../models/embedding.ts";
import type { Availability, Model, Purpose, Scoring } from "../models/model.ts";
import type { Latency } from "../models/routing/latency-estimate.ts";
import type { Choice, ModelChoice, Needs, Route, Task } from "../models/routing/types.ts";
import type { PointLimit } from "../schema/caller.ts";
import type { Problem } from "../schema/comparison.ts";
import type { ImageInput } from "../schema/image-input.ts";
import type { Limits } from "../schema/limits.ts";
import type { LatencyStats } from "../schema/model-facts.ts";
import type { VideoInput } from "../schema/video-input.ts";

/** What a resolver may ask for. The server fulfils it; tests may fulfil it in their own way. */
export interface Context {
  readonly caller: Caller;
  /** Grows while the request runs. */
  readonly tally: Tally;
  /** Undefined for a caller without a limit. */
  points(): Promise<Pick<PointLimit, "limit" | "used" | "resetAt"> | undefined>;
  /** On cloud models, since midnight UTC. */
  spentUsd(): Promise<number>;
  /** Ends all of the request's work. */
  readonly signal: AbortSignal;
  readonly limits: Limits;
  /** Those that the caller may use. */
  readonly models: readonly Model[];
  /** One of `models` by id or alias. */
  findModel(id: string): Model | undefined;
  /** @throws UNKNOWN_MODEL, FORBIDDEN for one that the caller may not use */
  knownModel(id: string): Model;
  availability(model: Model): Availability;
  scoring(model: Model): Scoring;
  latency(model: Model): readonly LatencyStats[];
  /** For one text or one image, whichever takes longer. */
  expectedLatency(model: Model): Latency;

  /**
   * The model a query runs on: named, routed, or the server's default.
   * @throws BAD_INPUT, UNKNOWN_MODEL, FORBIDDEN, UNSUPPORTED_MODALITY, MODEL_UNAVAILABLE
   */
  choose(choice: ModelChoice, task: Task): Promise<Choice>;
  /** What the router would choose. @throws BAD_INPUT, MODEL_UNAVAILABLE */
  route(needs: Needs): Promise<Route>;

  /** @throws UNSUPPORTED_DIMENSIONS, OVERLOADED, TIMEOUT, PROVIDER_FAILED, … */
  embedText(choice: Choice, text: string, options: EmbedOptions): Promise<Embedding>;
  /** As embedText, and what reading the image may throw: IMAGE_UNREADABLE, TOO_LARGE, FETCH_… */
  embedImage(choice: Choice, image: ImageInput, options: EmbedOptions): Promise<Embedding>;
  /**
   * @throws BAD_INPUT for impossible segments and unreadable videos, UNSUPPORTED_MODALITY,
   *   UNSUPPORTED_DIMENSIONS, UNSUPPORTED, TOO_LARGE, FETCH_…, and as embedImage
   */
  embedVideo(request: VideoRequest): Promise<VideoEmbedding>;
  embedLabels(
    model: Model,
    set: {
      readonly labels: readonly string[];
      readonly templates: readonly string[];
      readonly purpose: Purpose;
      readonly language?: string | undefined;
    },
  ): Promise<LabelEmbeddings>;
  /** An error as a client may see it; what is unexpected is logged. */
  problem(error: unknown): Problem;
}

export interface EmbedOptions {
  readonly dimensions?: number | null;
  readonly purpose: Purpose;
}

export interface VideoRequest extends Choice {
  readonly video: VideoInput;
  readonly segments: {
    readonly startOffsetSec: number;
    readonly endOffsetSec?: number;
    readonly intervalSec: number;
  };
  readonly dimensions?: number | null;
}
