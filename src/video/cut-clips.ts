import { readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GatewayError } from "../../models/errors.ts";
import type { Clip } from "../../providers/provider.ts";
import type { ClipPlan } from "./clip-plan.ts";
import { linesOf } from "./lines.ts";
import { picturesEvery, seekTo } from "./pictures.ts";
import type { Footage } from "./probe.ts";
import { type FfmpegRun, runFfmpeg, toStdout } from "./run-ffmpeg.ts";
import { unreadable } from "./unreadable.ts";

export interface Cutting extends Omit<FfmpegRun, "input" | "output" | "onSaid"> {
  readonly footage: Footage;
  /** Of one clip. */
  readonly maxBytes: number;
}

/** So many are in a second of a clip at the most, and once more as it begins. */
export const clipBytesPerSecond = 125_000;

/**
 * The clips of a plan as MP4 files with H.264, without sound: upright, with square pixels, and small
 * enough for models, which look at them in a few hundred pixels. They are made as fast as ffmpeg can,
 * beside the video, and each is removed as it is read.
 *
 * @throws GatewayError BAD_INPUT, TOO_LARGE, UNSUPPORTED without an encoder; the signal's reason
 */
export async function* cutClips(cutting: Cutting, plan: ClipPlan): AsyncGenerator<Clip> {
  const { footage, maxBytes, ...source } = cutting;
  const { input, shift } = seekTo(plan.firstSec, footage);
  const filters = [
    ...shift,
    ...picturesEvery(plan.seconds / plan.frames),
    scaled,
    "format=yuv420p",
  ];
  const output = [
    ...["-map_metadata", "-1", "-map_chapters", "-1"],
    ...["-filter_threads", "1", "-vf", filters.join(), "-frames:v", `${plan.frames * plan.clips}`],
    ...encoding,
    ...["-force_key_frames", `expr:not(mod(n,${plan.frames}))`],
    ...["-f", "segment", "-segment_format", "mp4", "-reset_timestamps", "1"],
    ...["-segment_format_options", "movflags=+faststart", "-segment_frames", ends(plan)],
    // It names each file when it is whole.
    ...["-segment_list_type", "flat", "-segment_list", toStdout, "clip-%d.mp4"],
  ];
  let count = 0;
  try {
    for await (const _ of linesOf(runFfmpeg({ ...source, input, output }))) {
      const file = join(dirname(source.file), `clip-${count++}.mp4`);
      source.signal.throwIfAborted();
      await checkSize(file, maxBytes);
      const bytes = await readFile(file);
      await rm(file);
      yield { bytes, seconds: plan.seconds };
    }
  } catch (error) {
    throw unreadable(error);
  }
  if (count < plan.clips) {
    throw new GatewayError(
      "BAD_INPUT",
      `The video cannot be decoded: ${count} of ${plan.clips} clips from ${plan.firstSec} s on.`,
    );
  }
}

/** Whichever encoder of H.264 there is; those that do not know an option go without it. */
const bitRate = `${8 * clipBytesPerSecond}`;
const encoding: readonly string[] = [
  ...["-c:v", "h264", "-preset", "veryfast", "-crf", "23", "-bf", "0", "-threads", "2"],
  ...["-b:v", bitRate, "-maxrate", bitRate, "-bufsize", bitRate],
];

/** Numbers of the frames before which one clip ends. */
function ends({ frames, clips }: ClipPlan): string {
  return Array.from({ length: clips }, (_, i) => (i + 1) * frames).join();
}

/** As large as 843×474, whatever the shape: more than models see, and services count every pixel. */
const clipFramePixels = 400_000;

const side = (length: string) =>
  `max(2,2*trunc(${length}*min(1,sqrt(${clipFramePixels}/(iw*sar*ih)))/2))`;
const scaled = `scale=w='${side("iw*sar")}':h='${side("ih")}',setsar=1`;

async function checkSize(file: string, maxBytes: number): Promise<void> {
  const { size } = await stat(file);
  if (size > maxBytes) {
    throw new GatewayError(
      "TOO_LARGE",
      `A clip of the video has ${size} bytes; the limit is ${maxBytes}. Take a shorter intervalSec.`,
    );
  }
}
