import type { Modality, Model } from "./model.ts";
import type { Route } from "./routing/types.ts";

/** What one result took, in milliseconds, and how many inputs shared its pass. */
export interface Timing {
  /** From the query to the result. */
  readonly totalMs: number;
  /** Waiting for a pass. */
  readonly queueMs: number;
  /** The pass or provider call that it shared; 0 when it came from the cache. */
  readonly computeMs: number;
  /** Inputs in that pass or call; 0 when it came from the cache. */
  readonly batchSize: number;
  readonly cached: boolean;
}

/** A vector of length 1, where it lives, and what making it took. */
export interface Embedding {
  readonly model: Model;
  /** Vectors are comparable exactly when their space and their dimensions are the same. */
  readonly space: string;
  readonly modality: Modality;
  readonly dimensions: number;
  readonly vector: Float32Array;
  /** The text was longer than the model's context and was cut. */
  readonly truncated: boolean;
  /** Text tokens that the model saw; null for images and where a provider does not say. */
  readonly tokens: number | null;
  /** US dollars that making it cost, estimated; also where it now comes from the cache. */
  readonly usd: number;
  readonly timing: Timing;
  /** How the model was chosen; null when the caller named it. */
  readonly route: Route | null;
}

/** The part `[startOffsetSec, endOffsetSec)` of a video. */
export interface VideoSegmentEmbedding {
  readonly startOffsetSec: number;
  readonly endOffsetSec: number;
  readonly embedding: Embedding;
}

/** A video as one embedding per segment, in order of time. */
export interface VideoEmbedding {
  readonly model: Model;
  readonly segments: readonly VideoSegmentEmbedding[];
  readonly timing: Timing;
  readonly route: Route | null;
}

/** One vector per label, the mean direction of its prompts, in the order of the labels. */
export interface LabelEmbeddings {
  readonly vectors: readonly Float32Array[];
  readonly usd: number;
  readonly timing: Timing;
}

/** Of what was found finished. */
export const cachedTiming: Timing = {
  totalMs: 0,
  queueMs: 0,
  computeMs: 0,
  batchSize: 0,
  cached: true,
};

/**
 * What a result made of several embeddings took: they wait and run side by side, so the longest
 * counts, and it is cached when all of them were.
 */
export function joinTimings(timings: readonly Timing[], totalMs: number): Timing {
  const most = (of: (timing: Timing) => number) =>
    timings.reduce((max, timing) => Math.max(max, of(timing)), 0);
  return {
    totalMs: toMicroseconds(totalMs),
    queueMs: most((timing) => timing.queueMs),
    computeMs: most((timing) => timing.computeMs),
    batchSize: most((timing) => timing.batchSize),
    cached: timings.every((timing) => timing.cached),
  };
}

/** Milliseconds without digits that no clock measures. */
export function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
