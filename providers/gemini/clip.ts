import { GatewayError } from "../../models/errors.ts";
import type { Model } from "../../models/model.ts";
import { estimateUsd } from "../../models/price.ts";
import { bill, toCheckedVector } from "../cloud/rows.ts";
import { pay } from "../hold.ts";
import type { Clip, ClipLimits, EmbedClipOptions, Row } from "../provider.ts";
import type { Answer } from "./sdk.ts";

/**
 * Google takes 120 s of video without sound and looks at a frame a second. It names no size: ours
 * protects our memory, which holds each byte as itself, in base64, in JSON, and on the wire.
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini/embedding-2
 */
export const clips: ClipLimits = {
  maxSeconds: 120,
  maxBytes: 50_000_000,
  copies: 5,
  framesPerSecond: 2,
};

/** @param send one request */
export async function embedClip(
  model: Model,
  clip: Clip,
  { dimensions, signal, hold }: EmbedClipOptions,
  send: () => Promise<Answer>,
): Promise<Row> {
  checkClip(clip);
  const used = { second: clip.seconds, embedding: 1 };
  return pay({
    hold,
    most: estimateUsd(model.pricing, "VIDEO", used),
    signal,
    async call(sent) {
      sent();
      const { embeddings } = await send();
      const vector = toCheckedVector(embeddings[0]?.values, dimensions, "Gemini");
      return { vector, usd: bill(model, "VIDEO", { "video seconds": clip.seconds }, used) };
    },
    usdOf: ({ usd }) => usd,
  });
}

/** @throws GatewayError TOO_LARGE */
function checkClip({ bytes, seconds }: Clip): void {
  if (seconds > clips.maxSeconds) {
    throw tooLarge(`lasts ${seconds} s; Gemini takes ${clips.maxSeconds} s`);
  }
  if (bytes.length > clips.maxBytes) {
    throw tooLarge(`has ${bytes.length} bytes; ${clips.maxBytes} can be sent to Gemini`);
  }
}

const tooLarge = (what: string) => new GatewayError("TOO_LARGE", `The video clip ${what}.`);
