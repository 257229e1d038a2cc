import { GatewayError } from "../../models/errors.ts";
import type { FramePlan } from "./frame-plan.ts";
import { picturesEvery, seekTo } from "./pictures.ts";
import type { Footage } from "./probe.ts";
import { type FfmpegRun, runFfmpeg, toStdout } from "./run-ffmpeg.ts";
import { splitPngs } from "./split-pngs.ts";
import { unreadable } from "./unreadable.ts";

export interface Sampling extends Omit<FfmpegRun, "input" | "output" | "onSaid"> {
  readonly footage: Footage;
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
  const { footage, shortSide, maxFrameBytes, ...source } = sampling;
  const wanted = plan.segments.length;
  const { input, shift } = seekTo(plan.firstSec, footage);
  const filters = [...shift, ...picturesEvery(plan.stepSec), scaledTo(shortSide), "format=rgb24"];
  const output = [
    ...["-filter_threads", "1", "-vf", filters.join(), "-frames:v", String(wanted)],
    ...["-c:v", "png", "-threads", "1", "-f", "image2pipe", toStdout],
  ];
  let count = 0;
  try {
    for await (const png of splitPngs(runFfmpeg({ ...source, input, output }), maxFrameBytes)) {
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

function scaledTo(side: number): string {
  const scale = `min(1,${side}/min(iw*sar,ih))`;
  return `scale=w='max(1,trunc(iw*sar*${scale}))':h='max(1,trunc(ih*${scale}))',setsar=1`;
}
