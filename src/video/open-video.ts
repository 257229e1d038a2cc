import { availableParallelism } from "node:os";
import { GatewayError } from "../../models/errors.ts";
import type { Segments } from "../../providers/provider.ts";
import { createTurns } from "../../providers/resilience/turns.ts";
import { type Footage, probe } from "./probe.ts";
import type { FfmpegRun } from "./run-ffmpeg.ts";
import { checkInterval, checkLength, cut, rangeOf, type Segment } from "./segments.ts";
import { withTemporaryFile } from "./temporary-file.ts";

export interface VideoOptions {
  /** Where videos are kept while they are decoded. */
  readonly directory: string;
  /** Where ffmpeg is, if it is there. */
  readonly ffmpeg: string | undefined;
  readonly maxSeconds: number;
  /** Of one frame, decoded. */
  readonly maxPixels: number;
}

export interface VideoRequest {
  /** What it is read for: "Video by frames". */
  readonly what: string;
  /** Writes the video into this new file. Called once, when its turn has come. */
  write(file: string): Promise<unknown>;
  readonly segments: Segments;
  /** Told the seconds that are going to be embedded, before any of them is. */
  claim(seconds: number): Promise<void>;
  readonly signal: AbortSignal;
}

/** A video that ffmpeg can read, and the segments to embed. */
export interface OpenVideo {
  readonly source: Omit<FfmpegRun, "input" | "output" | "onSaid">;
  readonly footage: Footage;
  /** At least one. */
  readonly parts: readonly Segment[];
  /** To be called before anything is embedded. */
  claim(): Promise<void>;
}

/**
 * Runs `work` on a video whose turn has come; its file is gone when the work has ended.
 *
 * @throws GatewayError BAD_INPUT, UNSUPPORTED without ffmpeg, TOO_LARGE, OVERLOADED, what reading
 *   and `work` throw; the signal's reason
 */
export type WithVideo = <T>(
  request: VideoRequest,
  work: (video: OpenVideo) => Promise<T>,
) => Promise<T>;

/** A few videos at once are read and decoded, nothing is read of those that wait. */
export function createWithVideo(options: VideoOptions): WithVideo {
  const { ffmpeg, directory, maxSeconds, maxPixels } = options;
  const inTurn = createTurns(Math.max(2, Math.floor(availableParallelism() / 2)), {
    mostWaiting: 16,
    what: "videos already wait to be decoded",
  });

  return async ({ what, write, segments, claim, signal }, work) => {
    // What is wrong with the request is told first: it is wrong on every server.
    checkInterval(segments);
    if (!ffmpeg) {
      throw withoutFfmpeg(what);
    }
    const readAndWork = () =>
      withTemporaryFile(directory, async (file) => {
        await write(file);
        signal.throwIfAborted();
        const source = { ffmpeg, file, maxPixels, signal };
        const footage = await probe(source);
        const range = rangeOf(segments, footage.durationSec);
        checkLength(range, maxSeconds);
        return work({
          source,
          footage,
          parts: cut(range, segments.intervalSec),
          claim: () => claim(range.endOffsetSec - range.startOffsetSec),
        });
      });
    return inTurn(readAndWork, signal);
  };
}

function withoutFfmpeg(what: string): GatewayError {
  return new GatewayError(
    "UNSUPPORTED",
    `${what} needs ffmpeg, which this server does not have. Install it (apt install ffmpeg, brew ` +
      "install ffmpeg) or set FFMPEG_PATH, and restart the server.",
  );
}
