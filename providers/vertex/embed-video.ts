import { GatewayError } from "../../models/errors.ts";
import type { Model } from "../../models/model.ts";
import { createBill } from "../cloud/bill.ts";
import type { Deadline } from "../resilience/deadline.ts";
import type { EmbeddedVideo, EmbedVideoOptions, ProviderContext, Video } from "../provider.ts";
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
    count,
    within,
  }: Pick<ProviderContext<unknown>, "log" | "count"> & {
    within<T>(work: (deadline: Deadline) => Promise<T>): Promise<T>;
  },
): Promise<EmbeddedVideo> {
  if ("bytes" in video && video.bytes.length > maxInlineBytes) {
    throw new GatewayError(
      "TOO_LARGE",
      `The video has ${video.bytes.length} bytes; ${maxInlineBytes} can be sent to Vertex AI. ` +
        "Put it in Cloud Storage and use gcsUri.",
    );
  }
  const bill = createBill(model, "VIDEO", count);
  const source = "gcsUri" in video ? video : { base64: toBase64(video.bytes) };
  const rows: EmbeddedVideo["rows"][number][] = [];

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
    rows.push(...found);
    const seconds = found.reduce((sum, row) => sum + row.endOffsetSec - row.startOffsetSec, 0);
    const used = { second: seconds, embedding: found.length };
    bill.add({ "video seconds": seconds }, used, priceMode(segments));
    log.info({ model: model.id, ...window, segments: rows.length }, "embedded a part of a video");
    if ((found.at(-1)?.endOffsetSec ?? 0) < (window.end ?? Infinity)) {
      break;
    }
  }
  return { rows, usage: bill.usage() };
}

/** Google names no limit; ours is for our memory, in which each of them is four times. */
const maxInlineBytes = 50_000_000;
