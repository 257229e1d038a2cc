import { bulkhead, BulkheadRejectedError } from "cockatiel";
import { GatewayError } from "../../models/errors.ts";
import { untilAborted } from "./until-aborted.ts";

export interface TurnsOptions {
  /** Any number when left out. */
  readonly mostWaiting?: number;
  /** What they wait for: "videos already wait to be decoded". */
  readonly what?: string;
}

/** Runs work when its turn comes. @throws GatewayError OVERLOADED; the signal's reason */
export type InTurn = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/**
 * Runs work when its turn comes, so much of it at once. Who gives up while waiting is let go at
 * once; work that has begun is waited for, so that it can clean up.
 *
 * @returns throws OVERLOADED when too many wait
 */
export function createTurns(
  atOnce: number,
  { mostWaiting = Infinity, what = "wait" }: TurnsOptions = {},
): InTurn {
  const slots = bulkhead(atOnce, mostWaiting);

  return async <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    let begun: Promise<T> | undefined;
    // Without the signal: an aborted call in cockatiel's queue leaves the next ones waiting.
    const turn = slots.execute(() => {
      signal?.throwIfAborted();
      return (begun = work());
    });
    try {
      return await untilAborted(turn, signal);
    } catch (error) {
      await begun?.catch(() => {});
      if (error instanceof BulkheadRejectedError) {
        const message = `${mostWaiting} ${what}.`;
        throw new GatewayError("OVERLOADED", message, { retryAfterMs: 5000 });
      }
      throw error;
    }
  };
}
