import type { Modality, Model } from "../../models/model.ts";
import { estimateUsd, type Used } from "../../models/price.ts";
import { countEvent } from "../tracing.ts";

/**
 * Counts each unit of an answered request as "billed <unit>", and prices it.
 *
 * @param units as the service names and counts them, such as `{ "input tokens": 12 }`
 * @param used the same by the nouns of the catalog's prices
 * @returns US dollars: an estimate from the catalog's prices
 */
export function bill(
  model: Model,
  modality: Modality,
  units: Readonly<Record<string, number>>,
  used: Used,
  mode?: string,
): number {
  for (const [unit, by] of Object.entries(units)) {
    countEvent(`billed ${unit}`, model, by);
  }
  return estimateUsd(model.pricing, modality, used, mode);
}
