import { Counter, Histogram, type Registry } from "prom-client";
import {
  type LabelLookup,
  labelLookups,
  passes,
  type PassTrace,
  providerCalls,
  type ProviderCallTrace,
  type ProviderEvent,
  providerEvents,
} from "../../../providers/tracing.ts";
import { on } from "../listen.ts";
import { createDurations } from "./durations.ts";

/** What models and services did: by model, modality and provider. */
export function countPasses(registers: Registry[]) {
  const labelNames = ["model", "modality"] as const;
  const queueWait = createDurations({
    name: "parallax_queue_wait",
    help: "Time an input waited for its pass",
    labelNames,
    registers,
  });
  const batchSize = new Histogram({
    name: "parallax_batch_size",
    help: "Inputs of one forward pass or provider call",
    labelNames,
    buckets: [1, 2, 4, 8, 16, 32, 64, 96, 128],
    registers,
  });
  const duration = createDurations({
    name: "parallax_pass_duration",
    help: "Duration of a forward pass or provider call",
    labelNames,
    registers,
  });
  const failed = new Counter({
    name: "parallax_failed_inputs_total",
    help: "Inputs whose pass gave no embedding",
    labelNames,
    registers,
  });
  const calls = new Counter({
    name: "parallax_provider_calls_total",
    help: "Requests to services and to model processes; each retry is one",
    labelNames: ["provider", "model", "outcome"],
    registers,
  });
  const labels = new Counter({
    name: "parallax_label_lookups_total",
    help: "Labels of classifications: found with the vector of their prompts, or missed",
    labelNames: ["model", "outcome"],
    registers,
  });
  const events = new Counter({
    name: "parallax_provider_events_total",
    help: "Events that providers count: processes died, units billed, …",
    labelNames: ["event", "model"],
    registers,
  });

  return [
    on<PassTrace>(passes.asyncEnd, (pass) => {
      const labels = { model: pass.model, modality: pass.modality };
      failed.inc(labels, pass.failed ?? pass.batchSize);
      // A pass that failed as a whole did not get as far as to be timed.
      if (pass.computeMs === undefined) {
        return;
      }
      batchSize.observe(labels, pass.batchSize);
      duration.observeMs(labels, pass.computeMs);
      for (const ms of pass.queueMs ?? []) {
        queueWait.observeMs(labels, ms);
      }
    }),
    on<ProviderCallTrace & { error?: unknown }>(providerCalls.asyncEnd, (call) => {
      const outcome = call.error === undefined ? "answered" : "failed";
      calls.inc({ provider: call.provider, model: call.model, outcome });
    }),
    on<LabelLookup>(labelLookups, ({ model, found, missed }) => {
      labels.inc({ model, outcome: "found" }, found);
      labels.inc({ model, outcome: "missed" }, missed);
    }),
    on<ProviderEvent>(providerEvents, ({ event, model, by }) => events.inc({ event, model }, by)),
  ];
}
