import { GatewayError } from "../../models/errors.ts";
import { checkedVector, malformed } from "../cloud/rows.ts";
import type { SegmentRow, Segments, Video } from "../provider.ts";
import type { Prediction, VideoInstance } from "./predict.ts";

/** What the service bills a second of video by: how dense its vectors are. */
export type PriceMode = "Essential" | "Standard" | "Plus";

/** https://cloud.google.com/vertex-ai/generative-ai/docs/embeddings/get-multimodal-embeddings */
export function priceMode({ intervalSec }: Segments): PriceMode {
  if (intervalSec >= 15) {
    return "Essential";
  }
  return intervalSec >= 8 ? "Standard" : "Plus";
}

/** Part of a video for one request. */
export interface Window {
  readonly start: number;
  /** Absent: as far as the service goes by itself, which is 120 s. */
  readonly end?: number;
}

/**
 * Windows of at most 120 s, in order. Each is a whole number of intervals, so that segments do not
 * shorten where windows meet.
 *
 * A video in Cloud Storage without an end is one window. That of bytes goes on: whoever asks stops
 * when a window is not full.
 */
export function* windows(segments: Segments, video: Video): Generator<Window> {
  const { startOffsetSec: start, endOffsetSec, intervalSec } = segments;
  if ("gcsUri" in video && endOffsetSec === undefined) {
    return yield { start };
  }
  const length = Math.floor(maxWindowSec / intervalSec) * intervalSec;
  const end = endOffsetSec ?? Infinity;
  for (let at = start; at < end; at += length) {
    yield { start: at, end: Math.min(at + length, end) };
  }
}

const maxWindowSec = 120;

/** @throws GatewayError BAD_INPUT */
export function checkSegments({ startOffsetSec, endOffsetSec, intervalSec }: Segments): void {
  for (const [name, value] of Object.entries({ startOffsetSec, endOffsetSec, intervalSec })) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0)) {
      throw bad(`takes whole seconds; ${name} is ${value}`);
    }
  }
  if (intervalSec < 4 || intervalSec > maxWindowSec) {
    throw bad(`takes an intervalSec of 4 to ${maxWindowSec}; it is ${intervalSec}`);
  }
  if (endOffsetSec !== undefined && endOffsetSec <= startOffsetSec) {
    throw bad(
      `needs an endOffsetSec after startOffsetSec; they are ${endOffsetSec} and ${startOffsetSec}`,
    );
  }
}

export function toInstance(
  video: { readonly base64: string } | { readonly gcsUri: string },
  { start, end }: Window,
  { intervalSec }: Segments,
): VideoInstance {
  return {
    ...("gcsUri" in video ? video : { bytesBase64Encoded: video.base64 }),
    videoSegmentConfig: {
      startOffsetSec: start,
      ...(end !== undefined && { endOffsetSec: end }),
      intervalSec,
    },
  };
}

/**
 * The rows of one window, if they are in order.
 * @throws GatewayError PROVIDER_FAILED
 */
export function toRows(
  { videoEmbeddings }: Prediction,
  { start }: Window,
  dimensions: number,
): SegmentRow[] {
  if (!videoEmbeddings?.length) {
    throw malformed("Vertex AI", "no embeddings for a video");
  }
  let at = start;
  return videoEmbeddings.map(({ startOffsetSec = 0, endOffsetSec = 0, embedding = [] }) => {
    if (startOffsetSec < at || endOffsetSec <= startOffsetSec) {
      throw malformed(
        "Vertex AI",
        `the segment ${startOffsetSec} to ${endOffsetSec} s out of order`,
      );
    }
    at = endOffsetSec;
    return {
      startOffsetSec,
      endOffsetSec,
      vector: checkedVector(embedding, dimensions, "Vertex AI"),
    };
  });
}

function bad(what: string): GatewayError {
  return new GatewayError("BAD_INPUT", `Vertex AI ${what}.`);
}
