import type { GatewayError } from "../../models/errors.ts";
import type { Counter, Taken } from "./counter.ts";

/** What each name has used of what it may use in a window of time, which begins with its first use. */
export interface Allowance {
  /** @throws GatewayError RATE_LIMITED while nothing is left */
  open(name: string, limit: number): Promise<Usage>;
  /** What of a limit a window ever has here. */
  most(limit: number): number;
}

/** What one piece of work uses. */
export interface Usage {
  /**
   * Takes until it has taken `total`, or gives back. What is refused is not taken.
   * @throws GatewayError RATE_LIMITED past the limit
   */
  claim(total: number): Promise<void>;
  /** As `claim`, for what has been used, whatever the limit. */
  settle(total: number): Promise<void>;
}

/** One that is refused. */
export interface Refused {
  readonly limit: number;
  /** Before this piece of work; 0 or more. */
  readonly left: number;
  readonly retryAfterMs: number;
}

/**
 * @param seconds of a window
 * @param refuse the error of a piece of work, and what it would use, if that is known
 */
export function createAllowance(
  counter: Counter,
  seconds: number,
  refuse: (refused: Refused, total?: number) => GatewayError,
): Allowance {
  return {
    most: counter.most,
    async open(name, limit) {
      const key = JSON.stringify(name);
      const now = await counter.look(key, { limit, seconds });
      if (now.left <= 0) {
        throw refuse({ limit, left: 0, retryAfterMs: now.resetAt - Date.now() });
      }
      let parts: { amount: number; readonly taken: Taken }[] = [];
      let sum = 0;

      async function giveBack(until: number): Promise<void> {
        const given: Promise<void>[] = [];
        while (sum > until) {
          const last = parts.at(-1)!;
          const less = Math.min(last.amount, sum - until);
          sum -= less;
          last.amount -= less;
          given.push(last.taken.settle(last.amount));
          parts = parts.filter(({ amount }) => amount > 0);
        }
        await Promise.all(given);
      }

      async function takeUntil(total: number, limit: number) {
        const amount = total - sum;
        const taken = await counter.take(key, amount, { limit, seconds });
        if (taken.settle) {
          parts.push({ amount, taken });
          sum = total;
          return undefined;
        }
        return taken;
      }

      return {
        async claim(total) {
          await giveBack(total);
          const refused = total > sum && (await takeUntil(total, limit));
          if (refused) {
            const retryAfterMs = refused.resetAt - Date.now();
            throw refuse({ limit, left: refused.left + sum, retryAfterMs }, total);
          }
        },
        async settle(total) {
          await giveBack(total);
          if (total > sum) {
            await takeUntil(total, Infinity);
          }
        },
      };
    },
  };
}
