import { RateLimiterMemory, type RateLimiterAbstract } from "rate-limiter-flexible";
import { createTurnsByName } from "../../providers/resilience/turns-by-name.ts";

/**
 * Keeps whole numbers by key, each until its window ends. Any limiter of rate-limiter-flexible can:
 * one over a shared store lets replicas count together. Limits are not its business.
 */
export type CounterStore = Pick<RateLimiterAbstract, "get" | "penalty" | "reward">;

/** @param keyPrefix what is counted, so that counters can share a store */
export type OpenStore = (keyPrefix: string) => CounterStore;

/** Entries go when their window ends, so that callers who never come back take no memory. */
export const inMemory: OpenStore = (keyPrefix) =>
  new RateLimiterMemory({ keyPrefix, points: Number.MAX_SAFE_INTEGER, duration: 1 });

export interface Use {
  readonly used: number;
  /** In milliseconds since 1970. */
  readonly resetAt: number;
}

export interface Taken extends Use {
  /** What it came to in the end; the difference is given back, or taken as well. */
  settle(amount: number): Promise<void>;
}

export interface WindowOptions {
  readonly limit: number;
  /** Of a window that begins now. */
  readonly seconds: number;
}

/** What is used of a limit in a window of time, by key. */
export interface Windows {
  look(key: string, options: Pick<WindowOptions, "seconds">): Promise<Use>;
  /** Takes all of the amount or, where it would pass the limit, nothing. */
  take(key: string, amount: number, options: WindowOptions): Promise<Taken | (Use & Refused)>;
}

interface Refused {
  readonly settle?: undefined;
}

export function createWindows(store: CounterStore): Windows {
  // What is added and taken back is seen by others meanwhile: between replicas that cannot be helped.
  const turns = createTurnsByName();

  async function look(key: string, { seconds }: Pick<WindowOptions, "seconds">): Promise<Use> {
    const found = await store.get(key);
    return found && found.msBeforeNext > 0 ? useOf(found) : useOf(nothing(seconds));
  }

  async function take(key: string, amount: number, { limit, seconds }: WindowOptions) {
    const customDuration = { customDuration: seconds };
    const before = await look(key, { seconds });
    if (before.used + amount > limit) {
      return before;
    }
    const after = useOf(await store.penalty(key, amount, customDuration));
    if (after.used > limit) {
      // Another replica was quicker.
      return useOf(await store.reward(key, amount, customDuration));
    }
    return {
      ...after,
      async settle(settled: number) {
        // In the next window it would be missing.
        if (Date.now() >= after.resetAt - lastMs) {
          return;
        }
        if (settled > amount) {
          await store.penalty(key, settled - amount, customDuration);
        } else if (settled < amount) {
          await store.reward(key, amount - settled, customDuration);
        }
      },
    };
  }

  return { look, take: (key, ...args) => turns(key, 1, () => take(key, ...args)) };
}

/** At the end of a window nothing is settled any more: a store may be as far away. */
const lastMs = 1000;

const nothing = (seconds: number) => ({ consumedPoints: 0, msBeforeNext: seconds * 1000 });

function useOf(found: { readonly consumedPoints: number; readonly msBeforeNext: number }): Use {
  return { used: found.consumedPoints, resetAt: Date.now() + found.msBeforeNext };
}
