import { Counter, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;

const milliseconds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000];

/** What `/metrics` shows. One registry a gateway, so that tests may run several. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const perBatcher = ["model", "modality"];
  return {
    registry,
    requests: new Counter({
      name: "parallax_requests_total",
      help: "GraphQL operations answered",
      registers,
    }),
    errors: new Counter({
      name: "parallax_errors_total",
      help: "Errors in responses, by extensions.code",
      labelNames: ["code"],
      registers,
    }),
    requestMs: new Histogram({
      name: "parallax_request_duration_ms",
      help: "From the parsed body of an operation to its response",
      buckets: milliseconds,
      registers,
    }),
    queued: watched(
      new Gauge({
        name: "parallax_queue_depth",
        help: "Inputs waiting for a pass",
        labelNames: ["model"],
        registers,
      }),
    ),
    queueMs: new Histogram({
      name: "parallax_queue_wait_ms",
      help: "Time an input waited for its pass",
      labelNames: perBatcher,
      buckets: milliseconds,
      registers,
    }),
    batchSize: new Histogram({
      name: "parallax_batch_size",
      help: "Inputs of one forward pass or provider call",
      labelNames: perBatcher,
      buckets: [1, 2, 4, 8, 16, 32, 64, 96, 128],
      registers,
    }),
    passMs: new Histogram({
      name: "parallax_pass_duration_ms",
      help: "Duration of a forward pass or provider call",
      labelNames: perBatcher,
      buckets: milliseconds,
      registers,
    }),
    cacheHits: new Counter({
      name: "parallax_cache_hits_total",
      help: "Embeddings answered without a pass of their own",
      labelNames: ["kind"],
      registers,
    }),
    providerEvents: new Counter({
      name: "parallax_provider_events_total",
      help: "Events that providers count: processes died, units billed, …",
      labelNames: ["event", "model"],
      registers,
    }),
  };
}

/** A gauge that reads its values when it is scraped, instead of being told of every change. */
function watched(gauge: Gauge<"model">) {
  const watches: (() => void)[] = [];
  const collect = () => watches.forEach((read) => read());
  Object.assign(gauge, { collect });
  return {
    watch(model: string, value: () => number): void {
      watches.push(() => gauge.set({ model }, value()));
    },
  };
}
