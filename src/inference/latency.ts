import type { Modality } from "../../models/model.ts";

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
  /** Over the last `keep` uncached inputs of each modality. */
  of(model: string): LatencyStats[];
  /** Over what came first in each of the last `keep` requests: what one input alone waits. */
  ofOne(model: string): LatencyStats[];
  /** For one request: of a list, the later inputs have waited for the first. */
  forRequest(): Latency;
}

/** Latency of uncached inputs, by model and modality. */
export function createLatency(): Latency {
  const [all, firsts] = [createWindows(), createWindows()];
  const latency: Latency = {
    record: all.record,
    of: all.of,
    ofOne: firsts.of,
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

interface Window {
  count: number;
  readonly totals: number[];
  readonly sizes: number[];
}

function createWindows(): Pick<Latency, "record" | "of"> {
  const windows = new Map<string, Map<Modality, Window>>();
  return {
    record(model, modality, totalMs, batchSize) {
      const byModality = windows.get(model) ?? new Map<Modality, Window>();
      windows.set(model, byModality);
      const window = byModality.get(modality) ?? { count: 0, totals: [], sizes: [] };
      byModality.set(modality, window);
      window.totals[window.count % keep] = totalMs;
      window.sizes[window.count % keep] = batchSize;
      window.count++;
    },

    of(model) {
      return [...(windows.get(model) ?? [])].map(([modality, { count, totals, sizes }]) => {
        const sorted = totals.toSorted((a, b) => a - b);
        return {
          modality,
          count,
          p50Ms: quantile(sorted, 0.5),
          p95Ms: quantile(sorted, 0.95),
          meanBatchSize: sizes.reduce((a, b) => a + b, 0) / sizes.length,
        };
      });
    },
  };
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}
