import type { Input, Model } from "./model.ts";

/**
 * About how many tokens of an input a model sees, before a tokenizer does: one per four bytes of
 * UTF-8 and the two that begin and end a text, no more than the model takes. An image has none.
 */
export function estimateTokens(input: Input, { maxTextTokens = Infinity }: Model): number {
  return input.modality === "TEXT"
    ? Math.min(2 + Math.ceil(Buffer.byteLength(input.text) / 4), maxTextTokens)
    : 0;
}
