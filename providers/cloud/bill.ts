import type { Modality, Model } from "../../models/model.ts";
import type { ProviderContext, Usage } from "../provider.ts";
import { estimateUsd, type Used } from "../../models/price.ts";

/** Adds up what the requests of one call cost, and counts each unit as "billed <unit>". */
export interface Bill {
  /**
   * @param units as the service names and counts them, such as `{ "input tokens": 12 }`
   * @param used the same by the nouns of the catalog's prices
   */
  add(units: Readonly<Record<string, number>>, used: Used, mode?: string): void;
  /** Of the requests that were answered; the dollars are an estimate from the catalog's prices. */
  usage(): Usage;
}

export function createBill(
  model: Model,
  modality: Modality,
  count: ProviderContext<unknown>["count"],
): Bill {
  const units: Record<string, number> = {};
  let usd = 0;
  return {
    add(billed, used, mode) {
      usd += estimateUsd(model.pricing, modality, used, mode);
      for (const [unit, by] of Object.entries(billed)) {
        units[unit] = (units[unit] ?? 0) + by;
        count(`billed ${unit}`, model, by);
      }
    },
    usage: () => ({ units, usd }),
  };
}
