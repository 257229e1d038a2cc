import { estimateTokens } from "../../models/estimate-tokens.ts";
import type { Model } from "../../models/model.ts";
import type { Item } from "../cloud/batches.ts";
import { dataUri, type TextOrUri } from "../cloud/items.ts";
import type { Clip } from "../provider.ts";

/** What has one vector. Several in one input would be fused. */
export type Content =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_base64"; readonly image_base64: string }
  | { readonly type: "video_base64"; readonly video_base64: string };

/** An input as Voyage takes it, and how much of it that counts. */
export interface Sent {
  readonly content: Content;
  /** About as many as are counted: tokens of texts, pixels of images and videos. */
  readonly units: number;
  /** Of its limits and quotas. */
  readonly tokens: number;
}

export function toSent(model: Model, { input, content }: Item<TextOrUri>): Sent {
  if ("text" in content) {
    const tokens = estimateTokens(input, model);
    return { content: { type: "text", text: content.text }, units: tokens, tokens };
  }
  const units = Math.min(Math.max(content.pixels, minPixels), maxPixels);
  return {
    content: { type: "image_base64", image_base64: content.uri },
    units,
    tokens: units / pixelsPerToken,
  };
}

/** Smaller images are scaled up to so many pixels, larger ones down: docs.voyageai.com/docs/pricing */
const minPixels = 50_000;
const maxPixels = 2_000_000;
const pixelsPerToken = 560;

/** Of the largest image. */
export const maxImageTokens = Math.ceil(maxPixels / pixelsPerToken);

/** Every frame counts: docs.voyageai.com/docs/multimodal-embeddings */
export function toSentClip({ bytes, seconds }: Clip): Sent {
  const frames = Math.max(2, Math.ceil(seconds * framesPerSecond));
  const units = frames * clipFramePixels;
  return {
    content: { type: "video_base64", video_base64: dataUri({ bytes, mime: "video/mp4" }) },
    units,
    tokens: units / pixelsPerVideoToken,
  };
}

/** As vision-language models usually look at videos. */
export const framesPerSecond = 2;
/** Those of a clip have no more. */
const clipFramePixels = 400_000;
const pixelsPerVideoToken = 1120;

/** 32,000 tokens are the most of an input: 44 s of the largest frames. */
export const maxClipSeconds = 40;
