import type { GatewayRequestError } from "./errors.ts";
import type { Activation } from "./generated/operations.ts";
import type { Classification, Model } from "./generated/types.ts";

export type { Caller, Classification, Limits, Model, Route } from "./generated/types.ts";

/** A label, and how well it fits the image. */
export type LabelScore = Classification["best"];

/** How similar every image is to every text. */
export interface SimilarityResult {
  /** The model that embedded the images. */
  readonly model: { readonly id: string };
  /** How cosines became scores. */
  readonly activation: Activation;
  /** One row an image, one number a text; for an image that failed, its error. */
  readonly cosine: readonly (Float32Array | GatewayRequestError)[];
  /** The rows of `cosine` as scores. */
  readonly scores: readonly (Float32Array | GatewayRequestError)[];
}

/** A video as one vector a segment. */
export interface VideoResult {
  readonly model: { readonly id: string };
  /** In order of time. */
  readonly segments: readonly VideoSegment[];
}

export interface VideoSegment {
  /** Seconds from the start of the video. */
  readonly startOffsetSec: number;
  /** Seconds from the start of the video; this moment is not part of the segment. */
  readonly endOffsetSec: number;
  readonly vector: Float32Array;
}

/** The same images and texts through several models. */
export interface Comparison {
  /** One a model, in the order of `models`. */
  readonly results: readonly ModelResult[];
  /** One a pair of models that answered. */
  readonly agreement: readonly Agreement[];
}

/** What one model of a comparison answered, or why it did not. */
export interface ModelResult {
  readonly model: Model;
  /** Null if the model answered; what follows is null if it did not. */
  readonly error: GatewayRequestError | null;
  /** For all images and texts. */
  readonly latencyMs: number | null;
  readonly dimensions: number | null;
  /** US dollars, by list prices; 0 for local models. */
  readonly costUsd: number | null;
  /** The part of `costUsd` that is for the images. */
  readonly imagesCostUsd: number | null;
  /** How many images went through the model now: the others were in the server's cache, or failed. */
  readonly imagesComputed: number | null;
  /** How many images shared one pass, as a mean over those; null if there are none. */
  readonly meanBatchSize: number | null;
  /** One row an image, one number a text; for an image that failed, its error. */
  readonly cosine: readonly (Float32Array | GatewayRequestError)[] | null;
  /** One an image, with the texts as labels; for an image that failed, its error. */
  readonly classifications: readonly (Classification | GatewayRequestError)[] | null;
}

/** How far two models agree on the order of the texts, as a mean over the images. */
export interface Agreement {
  readonly left: { readonly id: string };
  readonly right: { readonly id: string };
  /** Kendall's tau-b: 1 if both order the texts alike, -1 if in reverse; null where undefined. */
  readonly kendallTau: number | null;
  /** Share of the images for which both put the same text first, from 0 to 1. */
  readonly topMatch: number | null;
}
