import type { GraphQLResponse } from "@apollo/server";
import type { Context } from "../../../resolvers/context.ts";
import type { Meter } from "../../access/meter.ts";
import { hasGoneAway } from "../../http/request-signal.ts";
import { type Answered, refundOf } from "./refund.ts";
import type { RootField } from "./root-fields.ts";

/** What an operation takes of its caller's points. */
export interface Charge {
  /** Gives back what failed. */
  settle(answer: Answered): Promise<void>;
}

/** @throws GatewayError TOO_LARGE, RATE_LIMITED */
export async function charge(
  { points }: Meter,
  { caller, tally, signal }: Context,
  queries: readonly RootField[],
  cost: number,
): Promise<Charge> {
  const reserved = await points.reserve(caller, cost);
  tally.points = cost;
  return {
    async settle(answer) {
      // What nobody waits for fails, but the work may have been done.
      if (!hasGoneAway(signal)) {
        tally.points = cost - refundOf(queries, answer);
      }
      await reserved?.settle(tally.points);
    },
  };
}

/** Headers by which a caller sees its points, as GitHub's API has them. */
export async function sayPoints(
  { points }: Meter,
  { caller }: Context,
  { headers }: GraphQLResponse["http"],
): Promise<void> {
  const use = await points.look(caller);
  if (use) {
    const { limit, used, resetAt } = use;
    const values = { limit, remaining: Math.max(0, limit - used), used, reset: secondsOf(resetAt) };
    for (const [name, value] of Object.entries(values)) {
      headers.set(`x-ratelimit-${name}`, String(value));
    }
  }
}

const secondsOf = (ms: number) => Math.ceil(ms / 1000);
