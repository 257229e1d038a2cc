import { setTimeout as sleep } from "node:timers/promises";
import { createScript, nowInLua } from "./script.ts";
import type { SharedStore } from "./store.ts";

/** How many replicas a gateway has, this one included. */
export interface Presence {
  /** The most of what the store said last, and `atLeast`. */
  count(): number;
  /** When the store has said so, or has not within a second. */
  readonly known: Promise<void>;
  /** The others are told at once. */
  leave(): Promise<void>;
}

export interface PresenceOptions {
  /** Of this process, among all. */
  readonly replica: string;
  readonly atLeast: number;
  /** How often it says that it is there; who was killed counts for three times as long. */
  readonly beatMs?: number;
  /** The store did not know it any more: it has come back empty, or it was away for long. */
  onForgotten(): void;
}

/** For the store, at the start: without it, who starts does not know how many there are. */
const patience = { ms: 1000, everyMs: 20 };

export function announce(
  store: SharedStore,
  { replica, atLeast, beatMs = 1000, onForgotten }: PresenceOptions,
): Presence {
  /** One that has just come back, empty, does not know all of them yet. */
  let latest = [1];
  let timer: NodeJS.Timeout | undefined;
  let left = false;
  let wasThere = false;

  async function beat(): Promise<boolean> {
    try {
      const [count, isNew] = await store.use((client) => run(client, key, [replica, 3 * beatMs]));
      latest = [count!, ...latest.slice(0, 2)];
      if (isNew && wasThere) {
        onForgotten();
      }
      wasThere = true;
      return true;
    } catch {
      // As many as there were.
      return false;
    }
  }

  function beatLater(): void {
    if (!left) {
      timer = setTimeout(() => void beat().then(beatLater), beatMs).unref();
    }
  }

  async function start(): Promise<void> {
    const until = performance.now() + patience.ms;
    while (!(await beat()) && performance.now() < until) {
      await sleep(patience.everyMs);
    }
    beatLater();
  }

  return {
    known: start(),
    count: () => Math.max(...latest, atLeast),
    async leave() {
      left = true;
      clearTimeout(timer);
      await store.use((client) => client.zRem(key, replica)).catch(() => {});
    },
  };
}

const key = "parallax:replicas";

/** Members by when they were there last. */
const run = createScript(`${nowInLua}
local isNew = redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {redis.call('ZCARD', KEYS[1]), isNew}
`);
