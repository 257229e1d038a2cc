import type { Caller } from "../../models/caller.ts";
import { GatewayError } from "../../models/errors.ts";
import type { OpenCounter, Taken, Use } from "./counter.ts";
import { keyOf, timeOf } from "./meter-text.ts";

/** How many inputs callers may use in an hour, which begins with the first of them. */
export interface PointMeter {
  /** Undefined for a caller without a limit. */
  look(caller: Caller): Promise<(Omit<Use, "left"> & { readonly limit: number }) | undefined>;
  /**
   * Before an operation runs.
   * @throws GatewayError TOO_LARGE for what no hour has points for, RATE_LIMITED
   */
  reserve(caller: Caller, cost: number): Promise<Pick<Taken, "settle"> | undefined>;
}

export function createPointMeter(openCounter: OpenCounter): PointMeter {
  const counter = openCounter("points");
  const seconds = 3600;
  return {
    async look(caller) {
      const limit = caller.pointsPerHour;
      if (limit === undefined) {
        return undefined;
      }
      const { left, resetAt } = await counter.look(keyOf(caller), { limit, seconds });
      // While replicas cannot count together, what is left for others is used for this one.
      return { limit, used: limit - left, resetAt };
    },

    async reserve(caller, cost) {
      const limit = caller.pointsPerHour;
      if (limit === undefined || cost === 0) {
        return undefined;
      }
      const most = counter.most(limit);
      if (cost > most) {
        const divided = most < limit ? ", divided among replicas" : "";
        throw new GatewayError(
          "TOO_LARGE",
          `The query costs ${cost} points (images + texts, times templates, times models); ` +
            `this key has ${most} an hour (pointsPerHour${divided}). Send it in parts.`,
        );
      }
      const taken = await counter.take(keyOf(caller), cost, { limit, seconds });
      if (taken.settle) {
        return taken;
      }
      throw new GatewayError(
        "RATE_LIMITED",
        `The query costs ${cost} points; ${taken.left} of ${limit} an hour ` +
          `(pointsPerHour) are left until ${timeOf(taken.resetAt)}.`,
        { retryAfterMs: taken.resetAt - Date.now() },
      );
    },
  };
}
