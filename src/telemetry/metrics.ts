import { Registry } from "prom-client";
import { countPasses } from "./metrics/passes.ts";
import { processMetrics } from "./metrics/process.ts";
import { countRequests } from "./metrics/requests.ts";
import { type ServerState, showState } from "./metrics/state.ts";
import { countStore } from "./metrics/store.ts";

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * What `/metrics` shows: the tracing channels, counted until `close`, the state of the server, and
 * its process. Channels are the process's, so that two gateways in one process count each other's
 * passes.
 */
export function createMetrics(state: ServerState) {
  const own = new Registry();
  const { subscriptions, countRefusal } = countRequests([own]);
  subscriptions.push(...countPasses([own]), ...countStore([own]));
  showState(state, [own]);

  return {
    registry: Registry.merge([own, processMetrics()]),
    /** Of requests that never were operations. */
    countError: (code: string, caller: string | null = null) => countRefusal(code, caller),
    close: () => subscriptions.forEach((unsubscribe) => unsubscribe()),
  };
}
