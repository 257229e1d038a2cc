import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError } from "../../models/errors.ts";
import { createBucket, type OpenBucket } from "../resilience/bucket.ts";
import type { Deadline } from "../resilience/deadline.ts";

/** What a service lets us send, in its own unit; those who ask first are served first. */
export interface Quota {
  /** The most that one call can take. */
  readonly perMinute: number;
  /** @throws GatewayError OVERLOADED at once when the deadline would pass before it is our turn */
  take(units: number, deadline: Deadline): Promise<void>;
  /** The service said to come back in `ms`: everybody waits. */
  pause(ms: number): void;
}

/**
 * A token bucket that starts full.
 *
 * @param setting names the limit in messages, such as `COHERE_INPUTS_PER_MINUTE`
 * @param openBucket one that others may have in common; left out: one of its own
 */
export function createQuota(
  perMinute: number,
  setting: string,
  openBucket: OpenBucket = (_, perMinute) => createBucket(() => perMinute),
): Quota {
  const bucket = openBucket(setting, perMinute);
  let turn = Promise.resolve();

  async function wait(units: number, { signal, left }: Deadline): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const ms = await bucket.take(units);
      if (ms === 0) {
        return;
      }
      if (ms > left()) {
        throw exhausted(setting, perMinute, ms);
      }
      await sleep(ms, undefined, { signal });
    }
  }

  return {
    perMinute,
    async take(units, deadline) {
      const mine = turn.then(() => wait(units, deadline));
      turn = mine.catch(() => {});
      return mine;
    },
    pause: (ms) => bucket.pause(ms),
  };
}

function exhausted(setting: string, perMinute: number, retryAfterMs: number): GatewayError {
  return new GatewayError(
    "OVERLOADED",
    `The quota of ${perMinute} per minute (${setting}) is used up; try again later.`,
    { retryAfterMs },
  );
}
