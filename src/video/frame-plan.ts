import type { Segment } from "./segments.ts";

/** Moments at equal distances, each in a segment, whose pictures one run of ffmpeg takes. */
export interface FramePlan {
  readonly firstSec: number;
  readonly stepSec: number;
  /** Number of the segment of each moment, in order. */
  readonly segments: readonly number[];
}

/** A picture a second, and no more than these of a segment. */
const mostFrames = 8;

/**
 * The middles of equal parts of each segment: one part a second of its length, 1 to 8. A last,
 * shorter segment has fewer, at the same distance, or the one at its own middle.
 */
export function planFrames(segments: readonly Segment[]): FramePlan[] {
  const [first, last] = [segments[0]!, segments.at(-1)!];
  const stepSec = lengthOf(first) / framesOf(lengthOf(first));
  const counts = segments.map((segment) => middles(lengthOf(segment), stepSec));
  const grid: FramePlan = {
    firstSec: first.startOffsetSec + stepSec / 2,
    stepSec,
    segments: counts.flatMap((count, i) => Array<number>(count).fill(i)),
  };
  if (counts.at(-1)! > 0) {
    return [grid];
  }
  const alone: FramePlan = {
    firstSec: (last.startOffsetSec + last.endOffsetSec) / 2,
    stepSec: lengthOf(last),
    segments: [segments.length - 1],
  };
  return [grid, alone];
}

/** No more than this many frames, without planning them. */
export function mostFramesOf(segments: number, intervalSec: number): number {
  return segments * framesOf(intervalSec);
}

function framesOf(lengthSec: number): number {
  return Math.min(mostFrames, Math.max(1, Math.round(lengthSec)));
}

/** How many of step/2, 3·step/2, … lie before the length, give or take a rounding error. */
function middles(lengthSec: number, stepSec: number): number {
  return Math.ceil(lengthSec / stepSec - 0.5 - 1e-6);
}

function lengthOf({ startOffsetSec, endOffsetSec }: Segment): number {
  return endOffsetSec - startOffsetSec;
}
