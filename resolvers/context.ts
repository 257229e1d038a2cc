import type { ImageInput } from "../schema/image-input.ts";
import type { Availability, Modality, Model, Purpose } from "../models/types.ts";
import type { LatencyStats } from "../schema/model-facts.ts";
import type { Limits } from "../schema/limits.ts";
import type { Route, RouteInput } from "../schema/route.ts";
import type { Embedding, Timing } from "../schema/embedding.ts";

/** What a resolver may ask for. The server fulfils it; tests may fulfil it in their own way. */
export interface Context {
  readonly limits: Limits;
  readonly models: readonly Model[];
  /** By id or alias. */
  findModel(id: string): Model | undefined;
  availability(model: Model): Availability;
  latency(model: Model): readonly LatencyStats[];

  /**
   * The model a query runs on: named, routed, or the server's default.
   * @throws BAD_INPUT, UNKNOWN_MODEL, UNSUPPORTED_MODALITY, MODEL_UNAVAILABLE
   */
  choose(choice: ModelChoice, task: Task): Promise<Choice>;

  /** @throws UNSUPPORTED_DIMENSIONS, OVERLOADED, TIMEOUT, PROVIDER_FAILED, … */
  embedText(model: Model, text: string, options: EmbedOptions): Promise<Embedding>;
  /** As embedText, and what reading the image may throw: IMAGE_UNREADABLE, TOO_LARGE, FETCH_… */
  embedImage(model: Model, image: ImageInput, options: EmbedOptions): Promise<Embedding>;
  /** One unit vector a label: the mean direction of its prompts. */
  embedLabels(
    model: Model,
    labels: readonly string[],
    templates: readonly string[],
  ): Promise<LabelEmbeddings>;
}

export interface ModelChoice {
  readonly model?: string | null;
  readonly route?: RouteInput | null;
}

/** What the chosen model is needed for. */
export interface Task {
  readonly modalities: readonly Modality[];
  /** Texts whose language the router may detect. */
  readonly texts?: readonly string[];
  /** May another space than the recommended model's be used without asking? */
  readonly anySpace: boolean;
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

export interface LabelEmbeddings {
  readonly vectors: readonly Float32Array[];
  readonly timing: Timing;
}
