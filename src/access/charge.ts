import type { Context } from "../../resolvers/context.ts";
import { hasGoneAway } from "../http/request-signal.ts";
import type { Meter } from "./meter.ts";

/** What an operation takes of its caller's points. */
export interface Charge {
  /** Gives back the points of what failed. */
  settle(failed: number): Promise<void>;
}

type Charged = Pick<Context, "caller" | "tally" | "signal">;

/** @throws GatewayError TOO_LARGE, RATE_LIMITED */
export async function charge(
  { points }: Pick<Meter, "points">,
  { caller, tally, signal }: Charged,
  cost: number,
): Promise<Charge> {
  const reserved = await points.reserve(caller, cost);
  tally.points = cost;
  return {
    async settle(failed) {
      // What nobody waits for fails, but the work may have been done.
      if (!hasGoneAway(signal)) {
        tally.points = cost - failed;
      }
      await reserved?.settle(tally.points);
    },
  };
}

/** Headers by which a caller sees its points, as GitHub's API has them. */
export async function sayPoints(
  { points }: Pick<Meter, "points">,
  { caller }: Pick<Context, "caller">,
  say: (header: string, value: string) => void,
): Promise<void> {
  const use = await points.look(caller);
  if (use) {
    const { limit, used, resetAt } = use;
    const values = { limit, remaining: Math.max(0, limit - used), used, reset: secondsOf(resetAt) };
    for (const [name, value] of Object.entries(values)) {
      say(`x-ratelimit-${name}`, String(value));
    }
  }
}

const secondsOf = (ms: number) => Math.ceil(ms / 1000);
