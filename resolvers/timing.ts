import type { Timing } from "../schema/embedding.ts";

/**
 * What a result made of several embeddings cost: they wait and run side by side, so the longest
 * counts, and it is cached when all of them were.
 */
export function joinTimings(timings: readonly Timing[], startedAt: number): Timing {
  const most = (of: (timing: Timing) => number) =>
    timings.reduce((max, t) => Math.max(max, of(t)), 0);
  return {
    totalMs: toMicroseconds(performance.now() - startedAt),
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
