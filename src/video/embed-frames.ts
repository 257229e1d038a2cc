import { availableParallelism } from "node:os";
import { GatewayError } from "../../models/errors.ts";
import type { Segments } from "../../providers/provider.ts";
import { createTurns } from "../../providers/resilience/turns.ts";
import type { Embedding } from "../../models/embedding.ts";
import { type FramePlan, mostFramesOf, planFrames } from "./frame-plan.ts";
import { probe } from "./probe.ts";
import { sampleFrames, type Sampling } from "./sample-frames.ts";
import { checkInterval, checkLength, cut, rangeOf, type Segment } from "./segments.ts";
import { withTemporaryFile } from "./temporary-file.ts";

export interface FrameOptions {
  /** Where videos are kept while they are decoded. */
  readonly directory: string;
  /** Where ffmpeg is, if it is there. */
  readonly ffmpeg: string | undefined;
  readonly maxSeconds: number;
  readonly maxFrames: number;
  /** Of one frame: decoded, and as it is handed on. */
  readonly maxPixels: number;
  readonly maxFrameBytes: number;
}

export interface FrameRequest {
  /** Writes the video into this new file. Called once, when its turn has come. */
  write(file: string): Promise<unknown>;
  readonly segments: Segments;
  /** Told the seconds that are going to be embedded, before any of them is. */
  claim(seconds: number): Promise<void>;
  /** Side of the square that the model sees: frames are not made smaller. */
  readonly imageSize: number;
  /** Embeds a PNG file. */
  embed(image: Uint8Array): Promise<Embedding>;
  readonly signal: AbortSignal;
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
 * Frames are embedded while the next ones are still being decoded. A few videos at once are read and
 * decoded, nothing is read of those that wait; all of it ends with the request's signal.
 */
export function createEmbedFrames(options: FrameOptions): EmbedFrames {
  const { ffmpeg, directory, maxSeconds, maxFrames, maxPixels, maxFrameBytes } = options;
  const inTurn = createTurns(Math.max(2, Math.floor(availableParallelism() / 2)), {
    mostWaiting: 16,
    what: "videos already wait to be decoded",
  });

  return async ({ write, segments, claim, imageSize, embed, signal }) => {
    // What is wrong with the request is told first: it is wrong on every server.
    checkInterval(segments);
    if (!ffmpeg) {
      throw withoutFfmpeg();
    }
    const { intervalSec } = segments;

    async function embedFile(file: string) {
      const source = { ffmpeg: ffmpeg!, file, maxPixels, signal };
      const clip = await probe(source);
      const range = rangeOf(segments, clip.durationSec);
      checkLength(range, maxSeconds);
      const parts = cut(range, intervalSec);
      checkFrames(parts.length, intervalSec, maxFrames);
      await claim(range.endOffsetSec - range.startOffsetSec);
      const shortSide = Math.max(usualSide, imageSize);
      const sampling = { ...source, clip, shortSide, maxFrameBytes };
      const frames = await embedAhead(sampling, planFrames(parts), embed);
      return parts.map((part, i) => ({
        ...part,
        frames: frames.flatMap(({ segment, embedded }) => (segment === i ? [embedded] : [])),
      }));
    }
    const readAndEmbed = () =>
      withTemporaryFile(directory, async (file) => {
        await write(file);
        signal.throwIfAborted();
        return embedFile(file);
      });
    return inTurn(readAndEmbed, signal);
  };
}

/** While some frames are embedded, or wait for it, the next ones are decoded. */
async function embedAhead(
  sampling: Sampling,
  plans: readonly FramePlan[],
  embed: FrameRequest["embed"],
): Promise<{ segment: number; embedded: Embedding }[]> {
  const started: Promise<{ segment: number; embedded: Embedding }>[] = [];
  const sizes: number[] = [];
  const mostBytesAhead = 4 * sampling.maxFrameBytes;
  let ended = 0;
  let bytesAhead = 0;
  for (const plan of plans) {
    let at = 0;
    for await (const png of sampleFrames(sampling, plan)) {
      const segment = plan.segments[at++]!;
      const pending = embed(png).then((embedded) => ({ segment, embedded }));
      // Reported where it is awaited, which may be later.
      pending.catch(() => {});
      started.push(pending);
      bytesAhead += sizes[sizes.push(png.length) - 1]!;
      while (started.length - ended >= mostAhead || bytesAhead > mostBytesAhead) {
        await started[ended];
        bytesAhead -= sizes[ended++]!;
      }
    }
  }
  return Promise.all(started);
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

function withoutFfmpeg(): GatewayError {
  return new GatewayError(
    "UNSUPPORTED",
    "Video by frames needs ffmpeg, which this server does not have. Install it (apt install " +
      "ffmpeg, brew install ffmpeg) or set FFMPEG_PATH, and restart the server.",
  );
}
