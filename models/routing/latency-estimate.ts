import { runsElsewhere } from "../engines.ts";
import type { Model } from "../model.ts";

/** What one input is expected to take, and how we know. */
export interface Latency {
  readonly ms: number;
  readonly source: "measured" | "estimated" | "assumed";
}

export interface LatencyFacts {
  /** Median of the slower modality over that many uncached calls on this server. */
  measured(model: Model): { readonly p50Ms: number; readonly count: number } | undefined;
  /** Of this machine, from `machineSpeed`; absent before any model that runs here was timed. */
  readonly gflopsPerSecond?: number;
}

/** Fewer calls say more about warming up than about the model. */
export const enoughCalls = 20;

/**
 * Expected milliseconds for one input: this server's own median once it has enough calls; before
 * that a prior for a cloud API or an engine, or the record's GFLOPs at this machine's speed. GFLOPs count one
 * text and one image together, so the estimate is an upper bound. Of a local model without that
 * figure nothing is known: Infinity, which no budget fits.
 */
export function expectedLatency(model: Model, facts: LatencyFacts): Latency {
  const measured = facts.measured(model);
  if (measured && measured.count >= enoughCalls) {
    return { ms: measured.p50Ms, source: "measured" };
  }
  if (model.hosting === "CLOUD" || model.usualLatencyMs !== undefined) {
    return { ms: model.usualLatencyMs ?? 1000, source: "assumed" };
  }
  if (runsElsewhere(model)) {
    return { ms: engineLatencyMs, source: "assumed" };
  }
  const { gflopsPerSecond: speed } = facts;
  const ms = ((model.gflops ?? Infinity) / (speed ?? unmeasuredSpeed)) * 1000;
  return { ms, source: speed === undefined ? "assumed" : "estimated" };
}

/**
 * GFLOP/s of this machine, from what local models took for one text and one image together: the
 * median, so that one model that is bound by memory does not decide.
 *
 * @returns undefined when no timed model states its GFLOPs
 */
export function machineSpeed(
  timings: readonly { readonly model: Model; readonly pairMs: number }[],
): number | undefined {
  const speeds = timings
    .flatMap(({ model, pairMs }) =>
      model.gflops && pairMs > 0 ? [(model.gflops / pairMs) * 1000] : [],
    )
    .toSorted((a, b) => a - b);
  return speeds[Math.floor((speeds.length - 1) / 2)];
}

/** Most engines have a GPU, whose speed nobody here knows, and are a network away. */
const engineLatencyMs = 100;

/** One core with AVX2: too low for most machines, so that no budget is promised too early. */
const unmeasuredSpeed = 50;
