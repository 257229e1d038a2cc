import type { Modality, Pricing } from "./model.ts";

/** How much was used, by the noun that a price's unit names: `{ token: 12, embedding: 1 }`. */
export type Used = Readonly<Record<string, number | undefined>>;

/**
 * What it cost in US dollars by the record's prices: an estimate, 0 where no price applies.
 * Units look like "1K embeddings", "1M tokens", "image" or "second". Of several prices of one
 * modality the one whose note names `mode` counts, else the first.
 */
export function estimateUsd(
  pricing: readonly Pricing[],
  modality: Modality,
  used: Used,
  mode?: string,
): number {
  const prices = pricing.filter((price) => price.modality === modality);
  const price = prices.find(({ note }) => mode && note?.includes(mode)) ?? prices[0];
  if (!price) {
    return 0;
  }
  const noun = Object.keys(used).find((word) =>
    new RegExp(`\\b${word}s?\\b`, "i").test(price.unit),
  );
  return noun ? ((used[noun] ?? 0) / perUnit(price.unit)) * price.usd : 0;
}

/** "1K embeddings" → 1000, "second" → 1. */
function perUnit(unit: string): number {
  const [, digits = "", letter = ""] = /^([\d,. ]*)([KM]?)\b/i.exec(unit) ?? [];
  const count = Number(digits.replace(/[, ]/g, "") || 1);
  return count * ({ K: 1e3, M: 1e6 }[letter.toUpperCase()] ?? 1);
}
