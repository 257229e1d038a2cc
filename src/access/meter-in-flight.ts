import type { Caller } from "../../models/caller.ts";
import { GatewayError } from "../../models/errors.ts";
import { keyOf } from "./meter-text.ts";

/**
 * Counts a caller's request until the function that it answers is called.
 * @throws GatewayError RATE_LIMITED when there are as many as the caller may have at once
 */
export type Enter = (caller: Caller) => () => void;

/** Of this process alone: what a replica that died had in flight would never end. */
export function createInFlight(): Enter {
  const inFlight = new Map<string, number>();
  return (caller) => {
    const { maxInFlight = Infinity } = caller;
    const key = keyOf(caller);
    const now = inFlight.get(key) ?? 0;
    if (now >= maxInFlight) {
      throw new GatewayError(
        "RATE_LIMITED",
        `${now === 1 ? "1 request of this key is" : `${now} requests of this key are`} being answered; ` +
          `it may have ${maxInFlight} at once (maxInFlight).`,
      );
    }
    inFlight.set(key, now + 1);
    return () => {
      const left = inFlight.get(key)! - 1;
      if (left > 0) {
        inFlight.set(key, left);
      } else {
        inFlight.delete(key);
      }
    };
  };
}
