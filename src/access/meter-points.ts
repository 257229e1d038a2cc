import type { Caller } from "../../models/caller.ts";
import { GatewayError } from "../../models/errors.ts";
import { createWindows, type OpenStore, type Taken, type Use } from "./meter-window.ts";
import { keyOf, timeOf } from "./meter-text.ts";

/** How many inputs callers may use in an hour, which begins with the first of them. */
export interface PointMeter {
  /** Undefined for a caller without a limit. */
  look(caller: Caller): Promise<(Use & { readonly limit: number }) | undefined>;
  /**
   * Before an operation runs.
   * @throws GatewayError TOO_LARGE for what no hour has points for, RATE_LIMITED
   */
  reserve(caller: Caller, cost: number): Promise<Pick<Taken, "settle"> | undefined>;
}

export function createPointMeter(openStore: OpenStore): PointMeter {
  const windows = createWindows(openStore("points"));
  const seconds = 3600;
  return {
    async look(caller) {
      const limit = caller.pointsPerHour;
      return limit === undefined
        ? undefined
        : { limit, ...(await windows.look(keyOf(caller), { seconds })) };
    },

    async reserve(caller, cost) {
      const limit = caller.pointsPerHour;
      if (limit === undefined || cost === 0) {
        return undefined;
      }
      if (cost > limit) {
        throw new GatewayError(
          "TOO_LARGE",
          `The query costs ${cost} points (images + texts, times templates, times models); ` +
            `this key has ${limit} an hour (pointsPerHour). Send it in parts.`,
        );
      }
      const taken = await windows.take(keyOf(caller), cost, { limit, seconds });
      if (taken.settle) {
        return taken;
      }
      throw new GatewayError(
        "RATE_LIMITED",
        `The query costs ${cost} points; ${Math.max(0, limit - taken.used)} of ${limit} an hour ` +
          `(pointsPerHour) are left until ${timeOf(taken.resetAt)}.`,
        { retryAfterMs: taken.resetAt - Date.now() },
      );
    },
  };
}
