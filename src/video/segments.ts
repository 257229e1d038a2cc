import { GatewayError } from "../../models/errors.ts";
import type { Segments } from "../../providers/provider.ts";

/** A part of a video in seconds, `[start, end)`. */
export interface Segment {
  readonly startOffsetSec: number;
  readonly endOffsetSec: number;
}

/** What makes no sense for any video. @throws GatewayError BAD_INPUT */
export function checkSegments(segments: Segments): void {
  const { startOffsetSec, endOffsetSec, intervalSec } = segments;
  for (const [name, value] of Object.entries(segments)) {
    if (value != null && !(value >= 0 && Number.isFinite(value))) {
      throw bad(`${name} is ${value}; it must be a number of seconds, 0 or more.`);
    }
  }
  if (intervalSec === 0) {
    throw bad("intervalSec is 0; segments must have a length.");
  }
  if (endOffsetSec === undefined) {
    return;
  }
  if (endOffsetSec <= startOffsetSec) {
    throw bad(
      `endOffsetSec is ${endOffsetSec}; it must be after startOffsetSec, ${startOffsetSec}.`,
    );
  }
}

/**
 * No more than MAX_VIDEO_SECONDS of a video are embedded.
 * @throws GatewayError TOO_LARGE
 */
export function checkLength({ startOffsetSec, endOffsetSec }: Segment, maxSeconds: number): void {
  const seconds = endOffsetSec - startOffsetSec;
  if (seconds > maxSeconds) {
    throw new GatewayError(
      "TOO_LARGE",
      `${seconds} s of video are to be embedded; the limit is ${maxSeconds} (MAX_VIDEO_SECONDS). ` +
        "Embed it in parts, with startOffsetSec and endOffsetSec.",
    );
  }
}

/** Where ffmpeg takes pictures from each segment. @throws GatewayError BAD_INPUT */
export function checkInterval({ intervalSec }: Segments): void {
  if (intervalSec < minIntervalSec) {
    throw bad(
      `intervalSec is ${intervalSec}; where videos are cut here it must be ${minIntervalSec} or more.`,
    );
  }
}

/**
 * The range of a video that is embedded: to its end, where that comes first or none is given.
 *
 * @throws GatewayError BAD_INPUT when it starts after the end
 */
export function rangeOf({ startOffsetSec, endOffsetSec }: Segments, durationSec: number): Segment {
  if (startOffsetSec >= durationSec) {
    throw bad(
      `startOffsetSec is ${startOffsetSec}; the video ends at ${durationSec} s. Start before that.`,
    );
  }
  return { startOffsetSec, endOffsetSec: Math.min(endOffsetSec ?? Infinity, durationSec) };
}

/** The range cut at every interval; a last piece that is no longer than a picture is dropped. */
export function cut({ startOffsetSec, endOffsetSec }: Segment, intervalSec: number): Segment[] {
  const count = Math.max(1, Math.ceil((endOffsetSec - startOffsetSec - pictureSec) / intervalSec));
  const at = (i: number) => tidy(startOffsetSec + i * intervalSec);
  return Array.from({ length: count }, (_, i) => ({
    startOffsetSec: at(i),
    endOffsetSec: Math.min(at(i + 1), endOffsetSec),
  }));
}

/** 0.3, not 0.30000000000000004. */
function tidy(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

const minIntervalSec = 0.5;
const pictureSec = 0.05;

function bad(message: string): GatewayError {
  return new GatewayError("BAD_INPUT", message);
}
