import { GatewayError } from "../../models/errors.ts";
import type { Model } from "../../models/model.ts";
import { estimateUsd } from "../../models/price.ts";
import { malformed } from "../cloud/errors.ts";
import { toBase64 } from "../cloud/items.ts";
import { bill, toCheckedVector } from "../cloud/rows.ts";
import { pay } from "../hold.ts";
import type { EmbedVideoOptions, Log, SegmentRow, Segments, Video } from "../provider.ts";
import { type Prediction, type VideoInstance } from "./client.ts";

/**
 * Window after window, put together in order.
 *
 * @param predict one request, with a deadline of its own
 */
export async function embedVideo(
  model: Model,
  video: Video,
  { segments, maxSeconds = Infinity, signal, hold }: EmbedVideoOptions,
  predict: (video: VideoInstance) => Promise<Prediction>,
  log: Log,
): Promise<SegmentRow[]> {
  if ("bytes" in video && video.bytes.length > videoBytes.maxBytes) {
    throw new GatewayError(
      "TOO_LARGE",
      `The video has ${video.bytes.length} bytes; ${videoBytes.maxBytes} can be sent to Vertex AI. ` +
        "Put it in Cloud Storage and use gcsUri.",
    );
  }
  const source = "gcsUri" in video ? video : { bytesBase64Encoded: toBase64(video.bytes) };
  const rows: SegmentRow[] = [];

  async function embedWindow(window: Window) {
    const found = await predict(toInstance(source, window, segments)).then(
      (prediction) => toRows(prediction, window, model.dimensions),
      (error: unknown) => {
        // Where no end was given, a window past the end of the video says that this was all.
        const isPastEnd = rows.length > 0 && segments.endOffsetSec === undefined;
        if (isPastEnd && error instanceof GatewayError && error.code === "BAD_INPUT") {
          return [];
        }
        throw error;
      },
    );
    const seconds = found.reduce((sum, row) => sum + row.endOffsetSec - row.startOffsetSec, 0);
    const used = { second: seconds, embedding: found.length };
    const usd = bill(model, "VIDEO", { "video seconds": seconds }, used, priceMode(segments));
    return { found, usd };
  }

  for (const window of windows(segments, video, maxSeconds)) {
    const { found, usd } = await pay({
      hold,
      most: mostUsd(model, window, segments),
      signal,
      call(sent) {
        sent();
        return embedWindow(window);
      },
      usdOf: ({ usd }) => usd,
    });
    rows.push(...found.map((row) => ({ ...row, usd: usd / found.length })));
    log.info({ model: model.id, ...window, segments: rows.length }, "embedded a part of a video");
    if ((found.at(-1)?.endOffsetSec ?? 0) < (window.end ?? Infinity)) {
      break;
    }
  }
  return rows;
}

/** Of a window that is full. */
function mostUsd({ pricing }: Model, { start, end = start + maxWindowSec }: Window, of: Segments) {
  const used = { second: end - start, embedding: Math.ceil((end - start) / of.intervalSec) };
  return estimateUsd(pricing, "VIDEO", used, priceMode(of));
}

/**
 * Google names no limit. This one protects our memory, which holds each byte four times: in bytes,
 * in base64, in the SDK's message, and on the wire.
 */
export const videoBytes = { maxBytes: 50_000_000, copies: 4 };

/** What the service bills a second of video by: how dense its vectors are. */
type PriceMode = "Essential" | "Standard" | "Plus";

/** https://cloud.google.com/vertex-ai/generative-ai/docs/embeddings/get-multimodal-embeddings */
function priceMode({ intervalSec }: Segments): PriceMode {
  if (intervalSec >= 15) {
    return "Essential";
  }
  return intervalSec >= 8 ? "Standard" : "Plus";
}

/** Part of a video for one request. */
interface Window {
  readonly start: number;
  /** Absent: as far as the service goes by itself, which is 120 s. */
  readonly end?: number;
}

/**
 * Windows of at most 120 s, in order. Each is a whole number of intervals, so that segments do not
 * shorten where windows meet.
 *
 * Without an end, a video in Cloud Storage is one window. The windows of one in bytes go on to
 * `maxSeconds`: the caller stops at the first that is not full.
 */
export function* windows(
  segments: Segments,
  video: Video,
  maxSeconds = Infinity,
): Generator<Window> {
  const { startOffsetSec: start, endOffsetSec, intervalSec } = segments;
  const end = endOffsetSec ?? start + maxSeconds;
  if ("gcsUri" in video && endOffsetSec === undefined) {
    return yield maxSeconds < maxWindowSec ? { start, end } : { start };
  }
  const length = Math.floor(maxWindowSec / intervalSec) * intervalSec;
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

function toInstance(
  source: { readonly bytesBase64Encoded: string } | { readonly gcsUri: string },
  { start, end }: Window,
  { intervalSec }: Segments,
): VideoInstance {
  return {
    ...source,
    videoSegmentConfig: {
      startOffsetSec: start,
      ...(end !== undefined && { endOffsetSec: end }),
      intervalSec,
    },
  };
}

/**
 * The rows of one window, if they are in order and their vectors are right: the embedder, which
 * checks those of other inputs, does not see them.
 * @throws GatewayError PROVIDER_FAILED
 */
function toRows(
  { videoEmbeddings }: Prediction,
  { start }: Window,
  dimensions: number,
): SegmentRow[] {
  if (!videoEmbeddings?.length) {
    throw malformed("Vertex AI", "no embeddings for a video");
  }
  let at = start;
  return videoEmbeddings.map(({ startOffsetSec = 0, endOffsetSec = 0, embedding }) => {
    if (startOffsetSec < at || endOffsetSec <= startOffsetSec) {
      throw malformed(
        "Vertex AI",
        `the segment ${startOffsetSec} to ${endOffsetSec} s out of order`,
      );
    }
    at = endOffsetSec;
    const vector = toCheckedVector(embedding, dimensions, "Vertex AI");
    return { startOffsetSec, endOffsetSec, vector };
  });
}

function bad(what: string): GatewayError {
  return new GatewayError("BAD_INPUT", `Vertex AI ${what}.`);
}
