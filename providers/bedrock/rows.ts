import { estimateTokens } from "../../models/estimate-tokens.ts";
import type { Model } from "../../models/model.ts";
import type { Item } from "../cloud/batches.ts";
import { bill, isSurelyCut } from "../cloud/rows.ts";
import type { Row } from "../provider.ts";
import type { Answered } from "./ask.ts";

/** A row per item of a request, each with its part of what the request cost. */
export function toRows(model: Model, items: readonly Item[], answered: Answered): Row[] {
  const { vectors, tokens, truncated } = answered;
  const isText = items[0]!.input.modality === "TEXT";
  const usd = usdOf(model, items, tokens) / items.length;
  const known = isText && items.length === 1 && tokens !== undefined && { tokens };
  return items.map(({ input }, i) => ({
    vector: vectors[i]!,
    usd,
    ...known,
    truncated:
      truncated || (input.modality === "TEXT" && isSurelyCut(input.text, model.maxTextTokens)),
  }));
}

/** By the tokens that were counted; else by a guess for texts, and the most that images may have. */
function usdOf(model: Model, items: readonly Item[], counted?: number): number {
  const { modality } = items[0]!.input;
  const images = modality === "IMAGE" ? items.length : 0;
  const most = model.pricing.find((price) => price.modality === "IMAGE")?.mostUnits ?? 0;
  const guessed = images
    ? images * most
    : items.reduce((sum, { input }) => sum + estimateTokens(input, model), 0);
  const token = counted ?? guessed;
  const units = { ...(token > 0 && { "input tokens": token }), ...(images && { images }) };
  return bill(model, modality, units, { token, image: images, embedding: items.length });
}
