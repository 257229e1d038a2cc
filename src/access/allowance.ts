import { RateLimiterMemory } from "rate-limiter-flexible";
import type { GatewayError } from "../../models/errors.ts";

/** What each name has used of what it may use in a window of time, which begins with its first use. */
export interface Allowance {
  /** @throws GatewayError RATE_LIMITED while nothing is left */
  open(name: string, limit: number): Promise<Usage>;
}

/** What one piece of work uses. */
export interface Usage {
  /**
   * Takes until it has taken `total`, or gives back. What is refused stays taken until it is settled.
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
  seconds: number,
  refuse: (refused: Refused, total?: number) => GatewayError,
): Allowance {
  // Each name has a limit of its own: how much is allowed is looked at here.
  const used = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: seconds });

  return {
    async open(name, limit) {
      const now = await used.get(name);
      if (now && now.consumedPoints >= limit && now.msBeforeNext > 0) {
        throw refuse({ limit, left: 0, retryAfterMs: now.msBeforeNext });
      }
      let taken = 0;
      let windowEndsAt = 0;

      async function settle(total: number) {
        const more = total - taken;
        taken = total;
        // What a past window counted is forgotten.
        if (more === 0 || (more < 0 && Date.now() >= windowEndsAt)) {
          return undefined;
        }
        const { consumedPoints, msBeforeNext } = await used.penalty(name, more);
        windowEndsAt = Date.now() + msBeforeNext;
        return { consumedPoints, msBeforeNext };
      }

      return {
        async claim(total) {
          const now = await settle(total);
          if (now && now.consumedPoints > limit) {
            const left = Math.max(0, limit - (now.consumedPoints - total));
            throw refuse({ limit, left, retryAfterMs: now.msBeforeNext }, total);
          }
        },
        async settle(total) {
          await settle(total);
        },
      };
    },
  };
}
