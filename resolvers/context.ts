import type { ImageInput } from "../schema/image-input.ts";
import type { Availability, Modality, Model, Purpose, Scoring } from "../models/model.ts";
import type { LatencyStats } from "../schema/model-facts.ts";
import type { Limits } from "../schema/limits.ts";
import type { Route, RouteInput } from "../schema/route.ts";
import type { Problem } from "../schema/comparison.ts";
import type { Embedding, Timing } from "../schema/embedding.ts";
import type { VideoSegmentEmbedding } from "../schema/video.ts";
import type { VideoInput, VideoSegmentsInput } from "../schema/video-input.ts";

/** What a resolver may ask for. The server fulfils it; tests may fulfil it in their own way. */
export interface Context {
  readonly limits: Limits;
  readonly models: readonly Model[];
  /** By id or alias. */
  findModel(id: string): Model | undefined;
  /** @throws UNKNOWN_MODEL */
  knownModel(id: string): Model;
  availability(model: Model): Availability;
  scoring(model: Model): Scoring;
  latency(model: Model): readonly LatencyStats[];

  /**
   * The model a query runs on: named, routed, or the server's default.
   * @throws BAD_INPUT, UNKNOWN_MODEL, UNSUPPORTED_MODALITY, MODEL_UNAVAILABLE
   */
  choose(choice: ModelChoice, task: Task): Promise<Choice>;
  /** What the router would choose. @throws BAD_INPUT, MODEL_UNAVAILABLE */
  route(input: RouteInput): Promise<Route>;

  /** @throws UNSUPPORTED_DIMENSIONS, OVERLOADED, TIMEOUT, PROVIDER_FAILED, … */
  embedText(model: Model, text: string, options: EmbedOptions): Promise<Embedding>;
  /** As embedText, and what reading the image may throw: IMAGE_UNREADABLE, TOO_LARGE, FETCH_… */
  embedImage(model: Model, image: ImageInput, options: EmbedOptions): Promise<Embedding>;
  /**
   * One unit vector a segment of a video, in order of time.
   * @throws BAD_INPUT for impossible segments and unreadable videos, UNSUPPORTED_MODALITY,
   *   UNSUPPORTED_DIMENSIONS, UNSUPPORTED, TOO_LARGE, FETCH_…, and as embedImage
   */
  embedVideo(model: Model, video: VideoInput, options: EmbedVideoOptions): Promise<VideoSegments>;
  /** One unit vector a label: the mean direction of its prompts. */
  embedLabels(
    model: Model,
    labels: readonly string[],
    templates: readonly string[],
    purpose: Purpose,
  ): Promise<LabelEmbeddings>;
  /** An error as a client may see it; what is unexpected is logged. */
  problem(error: unknown): Problem;
}

export interface ModelChoice {
  readonly model?: string | null;
  readonly route?: RouteInput | null;
  /** Of the vectors that are asked for. */
  readonly dimensions?: number | null;
}

/** What the chosen model is needed for. */
export interface Task {
  readonly modalities: readonly Modality[];
  /** Texts whose language the router may detect. */
  readonly texts?: readonly string[];
  /** May a model of another space answer when the router's is not available? */
  readonly anySpace: boolean;
  /** No fallback at all, not even within the space. */
  readonly exact?: boolean;
}

export interface Choice {
  readonly model: Model;
  /** Null when the caller named the model or took the default. */
  readonly route: Route | null;
}

export interface EmbedOptions {
  readonly dimensions?: number | null;
  readonly purpose: Purpose;
}

export interface EmbedVideoOptions {
  readonly segments?: VideoSegmentsInput | null;
  readonly dimensions?: number | null;
}

export interface VideoSegments {
  readonly segments: readonly VideoSegmentEmbedding[];
  readonly timing: Timing;
}

export interface LabelEmbeddings {
  readonly vectors: readonly Float32Array[];
  readonly timing: Timing;
}
