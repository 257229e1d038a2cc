import type { Model } from "../../models/model.ts";
import type { Item } from "../cloud/batches.ts";
import { bill, isSurelyCut } from "../cloud/rows.ts";
import { guessTokens } from "../cloud/used.ts";
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

function usdOf(model: Model, items: readonly Item[], counted?: number): number {
  const { modality } = items[0]!.input;
  const images = modality === "IMAGE" ? items.length : 0;
  const token = counted ?? guessTokens(model, items);
  const units = { ...(token > 0 && { "input tokens": token }), ...(images && { images }) };
  return bill(model, modality, units, { token, image: images, embedding: items.length });
}
