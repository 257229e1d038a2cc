import { estimateTokens } from "../../models/estimate-tokens.ts";
import type { Model } from "../../models/model.ts";
import type { Item } from "./batches.ts";

/**
 * A count in a service's answer; undefined where it is none, because it becomes money. Nothing is none,
 * too: a service that counts tokens of texts only says so of images.
 */
export function countOf(said: unknown): number | undefined {
  return typeof said === "number" && Number.isFinite(said) && said > 0 ? said : undefined;
}

/**
 * Tokens of a request, of one modality, that nobody has counted: about those of its texts, and the
 * most that its images may have.
 */
export function guessTokens(model: Model, items: readonly Item[]): number {
  const { mostUnits = 0 } = model.pricing.find(({ modality }) => modality === "IMAGE") ?? {};
  return items.reduce(
    (sum, { input }) =>
      sum + (input.modality === "IMAGE" ? mostUnits : estimateTokens(input, model)),
    0,
  );
}
