import { Counter, Gauge, type Registry } from "prom-client";
import { operations, type OperationTrace, type Usage, usages } from "../../../providers/tracing.ts";
import { on } from "../listen.ts";
import { createDurations } from "./durations.ts";
import { createNames, otherName } from "./names.ts";

/** Names of operations, and of callers, that have series of their own. */
const maxOperations = 50;
const maxCallers = 100;

/** What callers asked for and got: by operation, caller and code. */
export function countRequests(registers: Registry[]) {
  const nameOfOperation = createNames(maxOperations);
  const nameOfCaller = createNames(maxCallers);
  const operationLabel = ({ route, name }: OperationTrace) =>
    route ?? (name == null ? "unnamed" : nameOfOperation(name));
  const callerLabel = (name: string | null) => (name === null ? "anonymous" : nameOfCaller(name));

  const requests = new Counter({
    name: "parallax_requests_total",
    help: "Operations answered, with or without errors",
    labelNames: ["operation", "caller"],
    registers,
  });
  const failed = new Counter({
    name: "parallax_failed_requests_total",
    help: "Operations whose response has errors with this code, once per code",
    labelNames: ["code"],
    registers,
  });
  const refused = new Counter({
    name: "parallax_refused_requests_total",
    help: "Requests that were refused before they were operations, by code",
    labelNames: ["code"],
    registers,
  });
  const errors = new Counter({
    name: "parallax_errors_total",
    help: "Errors in responses, by code; each failed item of a list is one",
    labelNames: ["code", "caller"],
    registers,
  });
  const duration = createDurations({
    name: "parallax_request_duration",
    help: "From the parsed body of an operation to its response",
    labelNames: ["operation"],
    oldLabelNames: [],
    registers,
  });
  const points = new Counter({
    name: "parallax_points_total",
    help: "Inputs as MAX_COST counts them, by caller",
    labelNames: ["caller"],
    registers,
  });
  const tokens = new Counter({
    name: "parallax_tokens_total",
    help: "Text tokens of the embeddings that callers got, also from the cache",
    labelNames: ["caller", "model"],
    registers,
  });
  const cost = new Counter({
    name: "parallax_cost_usd_total",
    help: "US dollars by list prices, of cloud models",
    labelNames: ["caller", "model"],
    registers,
  });
  const pointsLimit = new Gauge({
    name: "parallax_points_per_hour_limit",
    help: "Points that the caller may use in an hour, as of its last operation",
    labelNames: ["caller"],
    registers,
  });
  const costLimit = new Gauge({
    name: "parallax_cost_usd_per_day_limit",
    help: "US dollars that the caller may spend in a day, as of its last operation",
    labelNames: ["caller"],
    registers,
  });
  const showLimit = (gauge: typeof costLimit, caller: string, limit: number | undefined) => {
    if (limit === undefined) {
      gauge.remove({ caller });
    } else if (caller !== otherName) {
      gauge.set({ caller }, limit);
    }
  };
  const hits = new Counter({
    name: "parallax_cache_hits_total",
    help: "Embeddings answered without a pass of their own: from the cache, or by joining another's",
    labelNames: ["kind", "model"],
    registers,
  });
  const misses = new Counter({
    name: "parallax_cache_misses_total",
    help: "Embeddings that took a pass",
    labelNames: ["model"],
    registers,
  });

  return {
    subscriptions: [
      on<OperationTrace>(operations.asyncEnd, (trace) => {
        const caller = callerLabel(trace.caller);
        const operation = operationLabel(trace);
        requests.inc({ operation, caller });
        duration.observeMs({ operation }, trace.ms ?? 0);
        points.inc({ caller }, trace.points ?? 0);
        showLimit(pointsLimit, caller, trace.pointsPerHour);
        showLimit(costLimit, caller, trace.usdPerDay);
        for (const code of trace.errors ?? []) {
          errors.inc({ code, caller });
        }
        for (const code of new Set(trace.errors)) {
          failed.inc({ code });
        }
      }),
      on<Usage>(usages, (usage) => {
        const { model } = usage;
        const labels = { caller: callerLabel(usage.caller), model };
        tokens.inc(labels, usage.tokens);
        cost.inc(labels, usage.usd);
        if (usage.cached || usage.joined === true) {
          hits.inc({ kind: usage.cached ? "finished" : "in flight", model });
        } else {
          misses.inc({ model });
        }
      }),
    ],
    countRefusal(code: string, caller: string | null): void {
      refused.inc({ code });
      errors.inc({ code, caller: callerLabel(caller) });
    },
  };
}
