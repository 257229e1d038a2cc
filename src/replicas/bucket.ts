import { type Bucket, createBucket } from "../../providers/resilience/bucket.ts";
import { createScript, nowInLua } from "./script.ts";
import type { SharedStore } from "./store.ts";

export interface SharedBucketOptions {
  readonly name: string;
  readonly perMinute: number;
  /** Among how many it is divided while the store is away. */
  replicas(): number;
}

/** One bucket for all replicas. */
export function openSharedBucket(
  store: SharedStore,
  { name, perMinute, replicas }: SharedBucketOptions,
): Bucket {
  const own = createBucket(() => perMinute / replicas());
  let away = false;
  const ask = (units: number, { owed = 0, pauseMs = 0 } = {}) =>
    store.use((client) => run(client, `parallax:quota:${name}`, [units, perMinute, owed, pauseMs]));

  return {
    async take(units) {
      const paused = own.paused();
      if (paused > 0) {
        return paused;
      }
      try {
        const [ms, pauseMs] = await ask(units, { owed: away ? own.missing() : 0 });
        away = false;
        own.pause(pauseMs!);
        if (ms === 0) {
          own.debit(units);
        }
        return ms!;
      } catch {
        away = true;
        return own.take(units);
      }
    },
    pause(ms) {
      own.pause(ms);
      // Whoever is not told is told by the service.
      ask(0, { pauseMs: ms }).catch(() => {});
    },
  };
}

/**
 * GCRA: of a bucket it is enough to know when it will be full. What was taken while the store was away
 * is owed to it.
 */
const run = createScript(`${nowInLua}
local units, rate = tonumber(ARGV[1]), tonumber(ARGV[2]) / 60000
local owed, pause = tonumber(ARGV[3]), tonumber(ARGV[4])
local known = redis.call('HMGET', KEYS[1], 'full', 'resume')
local full = math.max(tonumber(known[1] or 0), now)
if owed > 0 then
  full = math.max(full, math.min(full + owed / rate, now + 60000))
end
local resume = math.max(tonumber(known[2] or 0), now + pause)
local wait = math.max(full + units / rate - 60000, resume) - now
if wait <= 0 then
  full, wait = full + units / rate, 0
end
redis.call('HSET', KEYS[1], 'full', full, 'resume', resume)
redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(full, resume) - now) + 1)
return {math.ceil(wait), math.ceil(resume - now)}
`);
