import { type Channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import {
  type CacheHit,
  cacheHits,
  operations,
  type OperationTrace,
  passes,
  type PassTrace,
  providerCalls,
  type ProviderCallTrace,
  type ProviderEvent,
  providerEvents,
} from "../../providers/tracing.ts";

export type Metrics = ReturnType<typeof createMetrics>;

const milliseconds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000];

/**
 * What `/metrics` shows: the tracing channels, counted until `close`. Channels are the process's,
 * so that two gateways in one process count each other's passes.
 *
 * @param queued inputs that wait for a pass, by model; read when the metrics are
 */
export function createMetrics(queued: () => Iterable<readonly [model: string, inputs: number]>) {
  const registry = new Registry();
  const registers = [registry];
  const perBatcher = ["model", "modality"] as const;
  const requests = new Counter({
    name: "parallax_requests_total",
    help: "GraphQL operations answered",
    registers,
  });
  const errors = new Counter({
    name: "parallax_errors_total",
    help: "Errors in responses, by extensions.code",
    labelNames: ["code"],
    registers,
  });
  const requestMs = new Histogram({
    name: "parallax_request_duration_ms",
    help: "From the parsed body of an operation to its response",
    buckets: milliseconds,
    registers,
  });
  const queueDepth = new Gauge({
    name: "parallax_queue_depth",
    help: "Inputs waiting for a pass",
    labelNames: ["model"],
    registers: [],
    collect() {
      for (const [model, inputs] of queued()) {
        this.set({ model }, inputs);
      }
    },
  });
  registry.registerMetric(queueDepth);
  const queueMs = new Histogram({
    name: "parallax_queue_wait_ms",
    help: "Time an input waited for its pass",
    labelNames: perBatcher,
    buckets: milliseconds,
    registers,
  });
  const batchSize = new Histogram({
    name: "parallax_batch_size",
    help: "Inputs of one forward pass or provider call",
    labelNames: perBatcher,
    buckets: [1, 2, 4, 8, 16, 32, 64, 96, 128],
    registers,
  });
  const passMs = new Histogram({
    name: "parallax_pass_duration_ms",
    help: "Duration of a forward pass or provider call",
    labelNames: perBatcher,
    buckets: milliseconds,
    registers,
  });
  const calls = new Counter({
    name: "parallax_provider_calls_total",
    help: "Requests to services and to model processes; each retry is one",
    labelNames: ["provider", "model", "outcome"],
    registers,
  });
  const hits = new Counter({
    name: "parallax_cache_hits_total",
    help: "Embeddings answered without a pass of their own",
    labelNames: ["kind"],
    registers,
  });
  const events = new Counter({
    name: "parallax_provider_events_total",
    help: "Events that providers count: processes died, units billed, …",
    labelNames: ["event", "model"],
    registers,
  });

  const subscriptions = [
    on<OperationTrace>(operations.asyncEnd, ({ ms = 0, errors: codes = [] }) => {
      requests.inc();
      requestMs.observe(ms);
      for (const code of codes) {
        errors.inc({ code });
      }
    }),
    on<PassTrace>(passes.asyncEnd, (pass) => {
      // A pass that failed did not get as far as to be timed.
      if (pass.computeMs === undefined) {
        return;
      }
      const labels = { model: pass.model, modality: pass.modality };
      batchSize.observe(labels, pass.batchSize);
      passMs.observe(labels, pass.computeMs);
      for (const ms of pass.queueMs ?? []) {
        queueMs.observe(labels, ms);
      }
    }),
    on<ProviderCallTrace & { error?: unknown }>(providerCalls.asyncEnd, (call) => {
      const outcome = call.error === undefined ? "answered" : "failed";
      calls.inc({ provider: call.provider, model: call.model, outcome });
    }),
    on<CacheHit>(cacheHits, ({ kind }) => hits.inc({ kind })),
    on<ProviderEvent>(providerEvents, ({ event, model, by }) => events.inc({ event, model }, by)),
  ];

  return {
    registry,
    /** Of requests that GraphQL never saw. */
    countError: (code: string) => errors.inc({ code }),
    close: () => subscriptions.forEach((unsubscribe) => unsubscribe()),
  };
}

/** @returns what ends the subscription */
function on<Message>({ name }: Channel, listener: (message: Message) => void): () => void {
  const subscriber = (message: unknown) => listener(message as Message);
  subscribe(name, subscriber);
  return () => void unsubscribe(name, subscriber);
}
