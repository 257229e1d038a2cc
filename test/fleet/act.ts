import { quantile } from "../bench/statistics.ts";
import { type Attempt, type Spent, spenderPoints } from "./clients.ts";
import type { HarmName } from "./harms.ts";

/** What was seen while one member was harmed, and a while before and after. */
export interface Act {
  readonly name: HarmName;
  readonly round: number;
  /** Inputs that were answered for the first time. */
  readonly distinct: number;
  /** Computations that are explained: of each input one, and those that a harm made again. */
  readonly explained: number;
  /** What the engine counted. */
  readonly computed: number;
  readonly requests: number;
  /** Did a replica go without the store for a moment? On a busy machine also when nobody harmed it. */
  readonly storeGone: boolean;
  readonly points: Spent & { readonly limit: number; readonly replicas: number };
  readonly latency: Readonly<Record<"before" | "during" | "after", Latency>>;
}

/** Of answered requests, in milliseconds. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

/** By when requests left. */
export function latencyOf(
  attempts: readonly Attempt[],
  harm: { readonly from: number; readonly to: number },
): Act["latency"] {
  const answered = attempts.filter(({ end }) => end === "answered");
  const among = (from: number, to: number): Latency => {
    const ms = answered
      .filter((attempt) => attempt.from >= from && attempt.from < to)
      .map((attempt) => attempt.to - attempt.from);
    return { count: ms.length, p50: quantile(ms, 0.5), p99: quantile(ms, 0.99) };
  };
  return {
    before: among(0, harm.from),
    during: among(harm.from, harm.to),
    after: among(harm.to, Infinity),
  };
}

/** What was not as it must be. */
export function judgeAct(act: Act): string[] {
  const { name, distinct, explained, computed, points } = act;
  const failures: string[] = [];
  if (computed > explained) {
    failures.push(`${computed - explained} inputs were computed again without a reason`);
  }
  // What a killed engine did last, it did not tell.
  if (computed < distinct && name !== "kill the engine") {
    failures.push(`${distinct} inputs were answered, ${computed} computed`);
  }
  const most = mostPoints(act);
  if (points.answered > most) {
    failures.push(`a key got ${points.answered} points of ${most}`);
  }
  const least = points.limit - points.uncertain - spenderPoints;
  if (points.refusals > 0 && points.answered < least && !act.storeGone) {
    failures.push(`a key was refused after ${points.answered} points of ${points.limit}`);
  }
  return failures.map((failure) => `${name}, round ${act.round}: ${failure}`);
}

/**
 * What a key may get: its limit, and of replicas that go without the store each its share, whatever
 * the others had before.
 */
export function mostPoints({ storeGone, points }: Pick<Act, "storeGone" | "points">): number {
  const { limit, replicas } = points;
  return storeGone ? limit + (limit / replicas) * (replicas - 1) : limit;
}
