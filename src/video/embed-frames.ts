import { GatewayError } from "../../models/errors.ts";
import type { Embedding } from "../../models/embedding.ts";
import { workAhead } from "./ahead.ts";
import { type FramePlan, mostFramesOf, planFrames } from "./frame-plan.ts";
import { createWithVideo, type VideoOptions, type VideoRequest } from "./open-video.ts";
import { sampleFrames, type Sampling } from "./sample-frames.ts";
import type { Segment } from "./segments.ts";

export interface FrameOptions extends VideoOptions {
  readonly maxFrames: number;
  /** Of one frame as it is handed on. */
  readonly maxFrameBytes: number;
}

export interface FrameRequest extends Omit<VideoRequest, "what"> {
  /** Side of the square that the model sees: frames are not made smaller. */
  readonly imageSize: number;
  /** Embeds a PNG file. */
  embed(image: Uint8Array): Promise<Embedding>;
}

export interface EmbeddedFrames extends Segment {
  /** In order of time; at least one. */
  readonly frames: readonly Embedding[];
}

/**
 * One entry a segment, in order of time.
 *
 * @throws GatewayError BAD_INPUT, UNSUPPORTED without ffmpeg, TOO_LARGE, OVERLOADED, what reading
 *   and embedding throw; the signal's reason
 */
export type EmbedFrames = (request: FrameRequest) => Promise<EmbeddedFrames[]>;

/**
 * Frames are embedded while the next ones are still being decoded. All of it ends with the request's
 * signal.
 */
export function createEmbedFrames(
  { maxFrames, maxFrameBytes, ...options }: FrameOptions,
  withVideo = createWithVideo(options),
): EmbedFrames {
  return ({ imageSize, embed, ...request }) =>
    withVideo(
      { what: "Video by frames", ...request },
      async ({ source, footage, parts, claim }) => {
        checkFrames(parts.length, request.segments.intervalSec, maxFrames);
        await claim();
        const shortSide = Math.max(usualSide, imageSize);
        const sampling = { ...source, footage, shortSide, maxFrameBytes };
        const frames = await workAhead(
          framesOf(sampling, planFrames(parts)),
          async ({ bytes, segment }) => ({ segment, embedded: await embed(bytes) }),
          { most: mostAhead, mostBytes: 4 * maxFrameBytes },
        );
        return parts.map((part, i) => ({
          ...part,
          frames: frames.flatMap(({ segment, embedded }) => (segment === i ? [embedded] : [])),
        }));
      },
    );
}

async function* framesOf(sampling: Sampling, plans: readonly FramePlan[]) {
  for (const plan of plans) {
    let at = 0;
    for await (const bytes of sampleFrames(sampling, plan)) {
      yield { bytes, segment: plan.segments[at++]! };
    }
  }
}

const mostAhead = 64;
/** Sees more than most models do, and costs little. */
const usualSide = 512;

function checkFrames(segments: number, intervalSec: number, maxFrames: number): void {
  const frames = mostFramesOf(segments, intervalSec);
  if (frames > maxFrames) {
    throw new GatewayError(
      "TOO_LARGE",
      `${segments} segments need up to ${frames} frames; the limit is ${maxFrames} ` +
        "(MAX_VIDEO_FRAMES). Take a longer intervalSec, or embed the video in parts.",
    );
  }
}
