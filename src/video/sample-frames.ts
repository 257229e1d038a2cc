import { GatewayError } from "../../models/errors.ts";
import type { FramePlan } from "./frame-plan.ts";
import type { Clip } from "./probe.ts";
import { type FfmpegRun, runFfmpeg } from "./run-ffmpeg.ts";
import { splitPngs } from "./split-pngs.ts";
import { unreadable } from "./unreadable.ts";

export interface Sampling extends Omit<FfmpegRun, "input" | "output" | "onSaid"> {
  readonly clip: Clip;
  /** Larger frames are scaled down until their shorter side has this many pixels. */
  readonly shortSide: number;
  readonly maxFrameBytes: number;
}

/**
 * The pictures that are on the screen at each moment of the plan, upright, with square pixels, as
 * PNG files. A picture stays until the next comes, however long that takes.
 *
 * @throws GatewayError BAD_INPUT, TOO_LARGE; the signal's reason
 */
export async function* sampleFrames(sampling: Sampling, plan: FramePlan): AsyncGenerator<Buffer> {
  const { clip, shortSide, maxFrameBytes, ...source } = sampling;
  const wanted = plan.segments.length;
  const first = plan.firstSec.toFixed(6);
  // Seeking to the picture before the first moment makes that moment 0, and so does the filter.
  const seek = clip.seeks ? ["-noaccurate_seek", "-ss", first] : [];
  const shift = clip.seeks ? [] : [`setpts=PTS-${first}/TB`];
  const filters = [...shift, ...picturesEvery(plan.stepSec), scaledTo(shortSide), "format=rgb24"];
  const output = [
    ...["-filter_threads", "1", "-vf", filters.join(), "-frames:v", String(wanted)],
    ...["-c:v", "png", "-threads", "1", "-f", "image2pipe"],
  ];
  let count = 0;
  try {
    for await (const png of splitPngs(
      runFfmpeg({ ...source, input: seek, output }),
      maxFrameBytes,
    )) {
      count++;
      yield png;
    }
  } catch (error) {
    throw unreadable(error);
  }
  if (count < wanted) {
    throw new GatewayError(
      "BAD_INPUT",
      `The video cannot be decoded: ${count} of ${wanted} frames from ${plan.firstSec} s on.`,
    );
  }
}

/** One at 0, step, 2·step, …; the last one again, should the file's end come early. */
function picturesEvery(stepSec: number): string[] {
  return [`fps=1/${stepSec.toFixed(6)}:start_time=0:round=up`, "tpad=stop_mode=clone:stop=-1"];
}

function scaledTo(side: number): string {
  const scale = `min(1,${side}/min(iw*sar,ih))`;
  return `scale=w='max(1,trunc(iw*sar*${scale}))':h='max(1,trunc(ih*${scale}))',setsar=1`;
}
