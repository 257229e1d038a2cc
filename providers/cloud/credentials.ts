import { GatewayError } from "../../models/errors.ts";
import type { Availability } from "../../models/model.ts";

/** @param from where keys are made */
export function missingKey(name: string, setting: string, from: string): Availability {
  return {
    status: "NEEDS_CREDENTIALS",
    reason: `There is no API key for ${name}.`,
    howToEnable: `Set ${setting} to a key from ${from} and restart.`,
  };
}

/**
 * What was found of an access, unless that is why there is none.
 * @throws GatewayError MODEL_UNAVAILABLE
 */
export function orUnavailable<T extends object>(found: T | Availability): T {
  if ("status" in found) {
    const message = [found.reason, found.howToEnable].filter(Boolean).join(" ");
    throw new GatewayError("MODEL_UNAVAILABLE", message, { retryable: false });
  }
  return found;
}
