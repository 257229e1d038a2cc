import type { Modality } from "../models/types.ts";

export interface LatencyStats {
  readonly modality: Modality;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly meanBatchSize: number;
}

/** Enough for a stable p95, little enough that a model that became slow shows it soon. */
const keep = 512;

/** Latency of uncached inputs, by model and modality, over the last `keep` of each. */
export function createLatency() {
  const windows = new Map<string, Map<Modality, Window>>();

  return {
    record(model: string, modality: Modality, totalMs: number, batchSize: number): void {
      const byModality = windows.get(model) ?? new Map<Modality, Window>();
      windows.set(model, byModality);
      const window = byModality.get(modality) ?? { count: 0, totals: [], sizes: [] };
      byModality.set(modality, window);
      window.totals[window.count % keep] = totalMs;
      window.sizes[window.count % keep] = batchSize;
      window.count++;
    },

    of(model: string): LatencyStats[] {
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

export type Latency = ReturnType<typeof createLatency>;

interface Window {
  count: number;
  readonly totals: number[];
  readonly sizes: number[];
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}
