import type { Modality } from "../../models/model.ts";
import { enoughCalls } from "../../models/routing/latency-estimate.ts";
import type { Measurements, Sample, Samples } from "../replicas/measurements.ts";

export interface LatencyStats {
  readonly modality: Modality;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly meanBatchSize: number;
}

/** Enough for a stable p95, little enough that a model that became slow shows it soon. */
const keep = 512;

export interface Latency {
  record(model: string, modality: Modality, totalMs: number, batchSize: number): void;
  /** Over the last uncached inputs of each modality, of all replicas where they share a store. */
  of(model: string): LatencyStats[];
  /**
   * Over what came first in each of the last requests: what one input alone waits. As this process
   * measured it where it did so often enough, else as all replicas did.
   */
  ofOne(model: string): LatencyStats[];
  /** As `ofOne`, of this process alone: other machines may be faster. */
  ofOneHere(model: string): LatencyStats[];
  /** For one request: of a list, the later inputs have waited for the first. */
  forRequest(): Latency;
}

/**
 * Latency of uncached inputs, by model and modality.
 * @param shared what replicas measured; absent: this process is alone
 */
export function createLatency(shared?: Measurements): Latency {
  const [all, firsts] = [createWindows("all", shared), createWindows("first", shared)];
  const latency: Latency = {
    record: all.record,
    of: (model) => all.stats(model, (own, theirs) => theirs ?? own),
    ofOne: (model) =>
      firsts.stats(model, (own, theirs) =>
        own && own.count >= enoughCalls ? own : (theirs ?? own),
      ),
    ofOneHere: (model) => firsts.stats(model, (own) => own),
    forRequest() {
      const seen = new Set<string>();
      return {
        ...latency,
        record(...measured) {
          const [model, modality] = measured;
          all.record(...measured);
          if (!seen.has(`${modality} ${model}`)) {
            firsts.record(...measured);
          }
          seen.add(`${modality} ${model}`);
        },
      };
    },
  };
  return latency;
}

interface Windows extends Pick<Latency, "record"> {
  /** Of each modality, by those samples that `choose` takes: this process's or all replicas'. */
  stats(
    model: string,
    choose: (own: Samples | undefined, theirs: Samples | undefined) => Samples | undefined,
  ): LatencyStats[];
}

const modalities: readonly Modality[] = ["TEXT", "IMAGE", "VIDEO"];

function createWindows(name: string, shared: Measurements | undefined): Windows {
  const windows = new Map<string, { count: number; readonly latest: Sample[] }>();
  const keyOf = (model: string, modality: Modality) => `${name} ${modality} ${model}`;
  return {
    record(model, modality, ms, batchSize) {
      const key = keyOf(model, modality);
      const window = windows.get(key) ?? { count: 0, latest: [] };
      windows.set(key, window);
      window.latest[window.count % keep] = { ms, batchSize };
      window.count++;
      shared?.tell(key, { ms, batchSize });
    },

    stats: (model, choose) =>
      modalities.flatMap((modality) => {
        const key = keyOf(model, modality);
        const samples = choose(windows.get(key), shared?.of(key));
        return samples ? { modality, ...statsOf(samples) } : [];
      }),
  };
}

function statsOf({ count, latest }: Samples): Omit<LatencyStats, "modality"> {
  const sorted = latest.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return {
    count,
    p50Ms: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
    meanBatchSize: latest.reduce((sum, { batchSize }) => sum + batchSize, 0) / latest.length,
  };
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}
