import { GatewayError } from "../../models/errors.ts";
import type { Clip } from "../../providers/provider.ts";
import { workAhead } from "./ahead.ts";
import { type ClipPlan, planClips } from "./clip-plan.ts";
import { clipBytesPerSecond, cutClips, type Cutting } from "./cut-clips.ts";
import { createWithVideo, type VideoOptions, type VideoRequest } from "./open-video.ts";
import type { Segment } from "./segments.ts";

export interface ClipOptions extends VideoOptions {
  readonly maxClips: number;
}

export interface ClipRequest<T> extends Omit<VideoRequest, "what"> {
  /** Of one clip. */
  readonly maxSeconds: number;
  readonly maxBytes: number;
  readonly framesPerSecond: number;
  /** Told how many bytes the clips may have at once on disk, and as many in memory. */
  makeRoom(bytes: { readonly onDisk: number; readonly inMemory: number }): void;
  /** The signal aborts, too, when another clip has failed. */
  embed(clip: Clip, signal: AbortSignal): Promise<T>;
}

/**
 * A clip of each segment, in order of time, and what `embed` made of it.
 *
 * @throws GatewayError BAD_INPUT, UNSUPPORTED without ffmpeg, TOO_LARGE, OVERLOADED, what reading
 *   and embedding throw; the signal's reason
 */
export type EmbedClips = <T>(
  request: ClipRequest<T>,
) => Promise<(Segment & { readonly embedded: T })[]>;

/** Clips are embedded, a few at once, while the next ones are still being cut. */
export function createEmbedClips(
  { maxClips, ...options }: ClipOptions,
  withVideo = createWithVideo(options),
): EmbedClips {
  return async ({ maxSeconds, maxBytes, framesPerSecond, makeRoom, embed, ...request }) => {
    const { intervalSec } = request.segments;
    checkClipLength(intervalSec, maxSeconds);
    const stop = new AbortController();
    const signal = AbortSignal.any([request.signal, stop.signal]);
    return withVideo(
      { what: "Cutting a video into clips", ...request },
      async ({ source, footage, parts, claim }) => {
        checkCount(parts.length, maxClips);
        await claim();
        const seconds = parts.at(-1)!.endOffsetSec - parts[0]!.startOffsetSec;
        const largest = Math.min(maxBytes, mostBytesOf(intervalSec));
        makeRoom({ onDisk: mostBytesOf(seconds), inMemory: (mostAhead + 1) * largest });
        const cutting = { ...source, footage, maxBytes };
        try {
          const embedded = await workAhead(
            clipsOf(cutting, planClips(parts, framesPerSecond)),
            (clip) => embed(clip, signal),
            { most: mostAhead, mostBytes: Infinity },
          );
          return parts.map((part, i) => ({ ...part, embedded: embedded[i]! }));
        } finally {
          stop.abort();
        }
      },
    );
  };
}

async function* clipsOf(cutting: Cutting, plans: readonly ClipPlan[]): AsyncGenerator<Clip> {
  for (const plan of plans) {
    yield* cutClips(cutting, plan);
  }
}

const mostAhead = 4;

/** An encoder may begin with more than it may have in a second. */
function mostBytesOf(seconds: number): number {
  return Math.ceil(clipBytesPerSecond * (seconds + 1));
}

function checkClipLength(intervalSec: number, maxSeconds: number): void {
  if (intervalSec > maxSeconds) {
    throw new GatewayError(
      "BAD_INPUT",
      `intervalSec is ${intervalSec}; this model takes clips of up to ${maxSeconds} s.`,
    );
  }
}

function checkCount(clips: number, maxClips: number): void {
  if (clips > maxClips) {
    throw new GatewayError(
      "TOO_LARGE",
      `The video has ${clips} segments; the limit is ${maxClips} (MAX_VIDEO_FRAMES). Take a ` +
        "longer intervalSec, or embed the video in parts.",
    );
  }
}
