import type { Model } from "../../models/model.ts";
import { embedClip as embedOnce } from "../cloud/clips.ts";
import { bill, toVector } from "../cloud/rows.ts";
import type { Service } from "../cloud/service.ts";
import type { Clip, ClipLimits, EmbedClipOptions, Row } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
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
  service: Service,
  model: Model,
  clip: Clip,
  options: EmbedClipOptions,
  send: (deadline: Deadline) => Promise<Answer>,
): Promise<Row> {
  const used = { second: clip.seconds, embedding: 1 };
  const call = {
    name: "Gemini",
    service,
    limits: clips,
    used,
    async send(deadline: Deadline) {
      const { embeddings } = await send(deadline);
      const usd = bill(model, "VIDEO", { "video seconds": clip.seconds }, used);
      return { vector: toVector(embeddings[0]?.values, "Gemini"), usd };
    },
  };
  return embedOnce(call, model, clip, options);
}
