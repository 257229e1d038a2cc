import type { Segment } from "./segments.ts";

/** Clips of one length that follow one another, which one run of ffmpeg makes. */
export interface ClipPlan {
  readonly firstSec: number;
  /** Of each clip. */
  readonly seconds: number;
  /** In each clip, at equal distances. */
  readonly frames: number;
  readonly clips: number;
}

/** One clip a segment, in order: all of full length, and then a shorter last one. */
export function planClips(segments: readonly Segment[], framesPerSecond: number): ClipPlan[] {
  const planOf = (alike: readonly Segment[]): ClipPlan => {
    const seconds = lengthOf(alike[0]!);
    // Some services take no video of a single picture.
    const frames = Math.max(2, Math.round(seconds * framesPerSecond));
    return { firstSec: alike[0]!.startOffsetSec, seconds, frames, clips: alike.length };
  };
  const [full, last] = [lengthOf(segments[0]!), segments.at(-1)!];
  return lengthOf(last) > full - precision
    ? [planOf(segments)]
    : [planOf(segments.slice(0, -1)), planOf([last])];
}

/** Of a rounding error. */
const precision = 1e-3;

function lengthOf({ startOffsetSec, endOffsetSec }: Segment): number {
  return endOffsetSec - startOffsetSec;
}
