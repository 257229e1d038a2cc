import { bulkhead, BulkheadRejectedError } from "cockatiel";
import { GatewayError } from "../../models/errors.ts";
import { untilAborted } from "../../providers/resilience/until-aborted.ts";

/**
 * Runs work when its turn comes, so much of it at once. Who gives up while waiting is let go at
 * once; work that has begun is waited for, so that it can clean up.
 *
 * @throws GatewayError (the function made) OVERLOADED when too many wait; the signal's reason
 */
export function createTurns(atOnce: number) {
  const slots = bulkhead(atOnce, mostWaiting);

  return async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    let begun: Promise<T> | undefined;
    // Without the signal: an aborted call in cockatiel's queue leaves the next ones waiting.
    const turn = slots.execute(() => {
      signal.throwIfAborted();
      return (begun = work());
    });
    try {
      return await untilAborted(turn, signal);
    } catch (error) {
      await begun?.catch(() => {});
      if (error instanceof BulkheadRejectedError) {
        throw overloaded();
      }
      throw error;
    }
  };
}

const mostWaiting = 16;

function overloaded(): GatewayError {
  return new GatewayError("OVERLOADED", `${mostWaiting} videos already wait to be decoded.`, {
    retryAfterMs: 5000,
  });
}
