import { LRUCache } from "lru-cache";
import type { Interpolation } from "../../towers.ts";

/**
 * How one axis is resampled: output position i (counted from `from`) is the sum over t of
 * `weights[i * stride + t] * source[starts[i] + t]` for t < counts[i], in 1 / 2^22. `stride` is even
 * and more than any count; the weights between are 0.
 */
export interface Coefficients {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly weights: Int32Array;
  readonly stride: number;
}

/** Fractional bits of a weight: 32, less 8 of a pixel, less 2 for overshoot and sign. */
export const PRECISION = 22;

/**
 * Weights of one of Pillow's antialiased filters for the output positions `from` to `to` of an
 * axis that goes from `source` to `target` pixels. The last sizes used are kept.
 * Source: Pillow 13, src/libImaging/Resample.c, precompute_coeffs and normalize_coeffs_8bpc.
 */
export function coefficients(
  source: number,
  target: number,
  from: number,
  to: number,
  interpolation: Interpolation = "bicubic",
): Coefficients {
  const key = `${source} ${target} ${from} ${to} ${interpolation}`;
  let known = cache.get(key);
  if (!known) {
    cache.set(key, (known = computeCoefficients(source, target, from, to, interpolation)));
  }
  return known;
}

const cache = new LRUCache<string, Coefficients>({
  maxSize: 16 * 2 ** 20,
  sizeCalculation: ({ weights, starts }) => weights.byteLength + 2 * starts.byteLength,
});

/** The same without the cache. Every operation is in Pillow's order: doubles round alike. */
export function computeCoefficients(
  source: number,
  target: number,
  from: number,
  to: number,
  interpolation: Interpolation = "bicubic",
): Coefficients {
  const { weightAt, reach } = filters[interpolation];
  const scale = source / target;
  const filterScale = Math.max(scale, 1);
  const support = reach * filterScale;
  const stride = Math.ceil(support) * 2 + 2;
  const starts = new Int32Array(to - from);
  const counts = new Int32Array(to - from);
  const weights = new Int32Array((to - from) * stride);
  const exact = new Float64Array(stride);

  for (let i = 0; i < to - from; i++) {
    const centre = (from + i + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const count = Math.min(Math.trunc(centre + support + 0.5), source) - start;
    let sum = 0;
    for (let t = 0; t < count; t++) {
      const weight = weightAt((t + start - centre + 0.5) * (1 / filterScale));
      exact[t] = weight;
      sum += weight;
    }
    for (let t = 0; t < count; t++) {
      const weight = (exact[t]! / sum) * 2 ** PRECISION;
      weights[i * stride + t] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
    starts[i] = start;
    counts[i] = count;
  }
  return { starts, counts, weights, stride };
}

/** `reach`: how many pixels away the weights become 0. */
const filters = {
  bicubic: { weightAt: bicubic, reach: 2 },
  bilinear: { weightAt: bilinear, reach: 1 },
} as const;

function bilinear(at: number): number {
  return Math.max(1 - Math.abs(at), 0);
}

function bicubic(at: number): number {
  const a = -0.5;
  const x = Math.abs(at);
  if (x < 1) {
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  }
  if (x < 2) {
    return (((x - 5) * x + 8) * x - 4) * a;
  }
  return 0;
}
