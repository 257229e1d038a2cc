import { setTimeout as sleep } from "node:timers/promises";
import { TokenBucket } from "limiter";
import { GatewayError } from "../../models/errors.ts";
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
 */
export function createQuota(perMinute: number, setting: string): Quota {
  const bucket = new TokenBucket({
    bucketSize: perMinute,
    tokensPerInterval: perMinute,
    interval: "minute",
  });
  bucket.content = perMinute;
  let resumeAt = 0;
  let turn = Promise.resolve();

  async function wait(units: number, { signal, left }: Deadline): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const ms = Math.max(bucket.getWaitTime(units), resumeAt - performance.now());
      if (ms <= 0 && bucket.tryRemoveTokens(units)) {
        return;
      }
      if (ms > left()) {
        throw exhausted(setting, perMinute, ms);
      }
      await sleep(Math.max(1, ms), undefined, { signal });
    }
  }

  return {
    perMinute,
    async take(units, deadline) {
      const mine = turn.then(() => wait(units, deadline));
      turn = mine.catch(() => {});
      return mine;
    },
    pause(ms) {
      resumeAt = Math.max(resumeAt, performance.now() + ms);
    },
  };
}

function exhausted(setting: string, perMinute: number, retryAfterMs: number): GatewayError {
  return new GatewayError(
    "OVERLOADED",
    `The quota of ${perMinute} per minute (${setting}) is used up; try again later.`,
    { retryAfterMs },
  );
}
