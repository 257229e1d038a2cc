import { randomUUID } from "node:crypto";
import { createBucket, type OpenBucket } from "../../providers/resilience/bucket.ts";
import { type Counter, createCounter, type OpenCounter } from "../access/counter.ts";
import { openSharedBucket } from "./bucket.ts";
import { createExchange } from "./counts.ts";
import { type Measurements, shareMeasurements } from "./measurements.ts";
import { announce } from "./presence.ts";
import type { SharedStore } from "./store.ts";

/** The gateways behind one load balancer, of which this process is one, and what they have in common. */
export interface Replicas {
  /** As far as is known; 1 or more. */
  count(): number;
  readonly openCounter: OpenCounter;
  readonly openBucket: OpenBucket;
  readonly measurements?: Measurements;
  /** Before the store is closed. */
  leave(): Promise<void>;
}

export interface JoinOptions {
  /** Absent: each counts by itself. */
  readonly store: SharedStore | undefined;
  /** How many there are at least. */
  readonly atLeast?: number;
  readonly beatMs?: number | undefined;
}

/** Waits for a store that is not there for a second. */
export async function joinReplicas({ store, ...options }: JoinOptions): Promise<Replicas> {
  return store ? share(store, options) : byItself(options.atLeast);
}

/** A process without a store. */
export function byItself(replicas = 1): Replicas {
  const count = () => replicas;
  return {
    count,
    openCounter: () => createCounter({ replicas: count }),
    openBucket: (_, perMinute) => createBucket(() => perMinute / replicas),
    async leave() {},
  };
}

async function share(
  store: SharedStore,
  { atLeast = 1, beatMs }: Omit<JoinOptions, "store">,
): Promise<Replicas> {
  const replica = randomUUID();
  const counters: Counter[] = [];
  const presence = announce(store, {
    replica,
    atLeast,
    ...(beatMs && { beatMs }),
    // Else others might use what this one has used, until it is asked again.
    onForgotten: () => counters.forEach((counter) => void counter.remind()),
  });
  const { count } = presence;
  const measurements = shareMeasurements(store, count);
  await presence.known;
  await measurements.exchange();
  return {
    count,
    openCounter(name) {
      const exchange = createExchange(store, replica, name);
      const counter = createCounter({ exchange, replicas: count });
      counters.push(counter);
      return counter;
    },
    openBucket: (name, perMinute) => openSharedBucket(store, { name, perMinute, replicas: count }),
    measurements,
    async leave() {
      measurements.close();
      await presence.leave();
    },
  };
}
