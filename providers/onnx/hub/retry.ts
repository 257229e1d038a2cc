import { setTimeout as sleep } from "node:timers/promises";
import { ExponentialBackoff } from "cockatiel";
import { GatewayError } from "../../../models/errors.ts";

export interface Patience {
  /** Connecting, waiting for headers, or silence within a body: longer than this is a cut. */
  readonly idleMs: number;
  /** Before the second try; later ones wait longer, with jitter. */
  readonly retryMs: number;
  readonly tries: number;
  readonly onRetry?: (error: GatewayError, waitMs: number) => void;
}

export const patience: Patience = { idleMs: 30_000, retryMs: 1000, tries: 6 };

const longestWaitMs = 60_000;

/**
 * Tries again what may pass: a GatewayError marked retryable. Retry-After is obeyed; one that is
 * longer than a minute is left to the caller. The backoff is cockatiel's, its retry policy is not
 * used: it sleeps through an abort, with the lock in its hands.
 */
export async function retrying<T>(
  work: () => Promise<T>,
  { retryMs, tries, onRetry }: Patience,
  signal: AbortSignal,
): Promise<T> {
  const delays = new ExponentialBackoff({ initialDelay: retryMs, maxDelay: longestWaitMs / 2 });
  for (let left = tries - 1, delay = delays.next(); ; left--, delay = delay.next(undefined)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GatewayError) || !error.retryable || left <= 0) {
        throw error;
      }
      const wait = error.retryAfterMs ?? delay.duration;
      if (wait > longestWaitMs) {
        throw error;
      }
      onRetry?.(error, wait);
      await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
