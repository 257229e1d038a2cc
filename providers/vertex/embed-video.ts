import { GatewayError } from "../../models/errors.ts";
import type { Model } from "../../models/model.ts";
import { bill } from "../cloud/bill.ts";
import type { Deadline } from "../resilience/deadline.ts";
import type { EmbedVideoOptions, Log, SegmentRow, Video } from "../provider.ts";
import { toBase64 } from "./embed.ts";
import { send, type Line } from "./send.ts";
import { priceMode, toInstance, toRows, windows, type Window } from "./video.ts";

/**
 * Window after window, put together in order. Each has a deadline of its own; the caller's signal
 * bounds the whole.
 */
export async function embedVideo(
  line: Line,
  model: Model,
  video: Video,
  { segments }: EmbedVideoOptions,
  {
    log,
    within,
  }: { readonly log: Log; within<T>(work: (deadline: Deadline) => Promise<T>): Promise<T> },
): Promise<SegmentRow[]> {
  if ("bytes" in video && video.bytes.length > maxInlineBytes) {
    throw new GatewayError(
      "TOO_LARGE",
      `The video has ${video.bytes.length} bytes; ${maxInlineBytes} can be sent to Vertex AI. ` +
        "Put it in Cloud Storage and use gcsUri.",
    );
  }
  const source = "gcsUri" in video ? video : { base64: toBase64(video.bytes) };
  const rows: SegmentRow[] = [];

  const embedWindow = async (window: Window, deadline: Deadline) => {
    const instance = { video: toInstance(source, window, segments) };
    return toRows(
      await send(line, model, instance, { kind: "video", deadline }),
      window,
      model.dimensions,
    );
  };

  for (const window of windows(segments, video)) {
    const found = await within((deadline) => embedWindow(window, deadline)).catch(
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
    rows.push(...found.map((row) => ({ ...row, usd: usd / found.length })));
    log.info({ model: model.id, ...window, segments: rows.length }, "embedded a part of a video");
    if ((found.at(-1)?.endOffsetSec ?? 0) < (window.end ?? Infinity)) {
      break;
    }
  }
  return rows;
}

/** Google names no limit; ours is for our memory, in which each of them is four times. */
const maxInlineBytes = 50_000_000;
