import type { Input, Modality, Model, Pricing } from "./model.ts";

/** How much was used, by the units of prices: `{ token: 12, embedding: 1 }`. */
export type Used = Partial<Readonly<Record<Pricing["unit"], number | undefined>>>;

/**
 * What it cost in US dollars by the record's prices: an estimate, 0 where no price applies. Of
 * several prices of one modality the one for `mode` counts, else the first.
 */
export function estimateUsd(
  pricing: readonly Pricing[],
  modality: Modality,
  used: Used,
  mode?: string,
): number {
  const prices = pricing.filter((price) => price.modality === modality);
  const price = prices.find((each) => mode !== undefined && each.mode === mode) ?? prices[0];
  return price ? ((used[price.unit] ?? 0) / price.per) * price.usd : 0;
}

/**
 * The most that embedding an input may cost, known before it is sent: a token of a text has a byte at
 * least, and what only the answer tells is as much as the price says that it can be.
 */
export function mostUsd({ pricing, maxTextTokens = Infinity }: Model, input: Input): number {
  const most = (price: Pricing): Used =>
    input.modality === "TEXT"
      ? {
          embedding: 1,
          token: Math.min(2 + Buffer.byteLength(input.text), maxTextTokens),
          character: input.text.length,
        }
      : { embedding: 1, image: 1, [price.unit]: price.mostUnits ?? 1 };
  const price = pricing.find(({ modality }) => modality === input.modality);
  return price ? estimateUsd([price], input.modality, most(price)) : 0;
}

/** What the price is for, as people say it: "1K embeddings", "1M tokens", "image". */
export function unitText({ per, unit }: Pick<Pricing, "per" | "unit">): string {
  if (per === 1) {
    return unit;
  }
  const [divisor, letter] =
    per % 1e9 === 0
      ? [1e9, "B"]
      : per % 1e6 === 0
        ? [1e6, "M"]
        : per % 1e3 === 0
          ? [1e3, "K"]
          : [1, ""];
  return `${per / divisor}${letter} ${unit}s`;
}
