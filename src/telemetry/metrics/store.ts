import { Counter, Histogram, type Registry } from "prom-client";
import {
  type CacheLookUp,
  cacheLookUps,
  type StoreCall,
  storeCalls,
} from "../../../providers/tracing.ts";
import { on } from "../listen.ts";

/** What the store did that replicas share, and the levels of the cache. */
export function countStore(registers: Registry[]) {
  const lookUps = new Counter({
    name: "parallax_cache_lookups_total",
    help: "With REDIS_URL: rows looked up in this process (local), and those it lacks in the store (shared)",
    labelNames: ["level", "outcome"],
    registers,
  });
  const calls = new Counter({
    name: "parallax_shared_store_calls_total",
    help: "Groups of commands: answered, refused by the server, lost, or skipped as it was down",
    labelNames: ["outcome"],
    registers,
  });
  const duration = new Histogram({
    name: "parallax_shared_store_call_duration_seconds",
    help: "How long a group of commands was waited for",
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
    registers,
  });

  return [
    on<CacheLookUp>(cacheLookUps, ({ level, outcome, rows }) => {
      lookUps.inc({ level, outcome }, rows);
    }),
    on<StoreCall>(storeCalls.asyncEnd, ({ outcome = "lost", ms }) => {
      calls.inc({ outcome });
      if (ms !== undefined) {
        duration.observe(ms / 1000);
      }
    }),
  ];
}
