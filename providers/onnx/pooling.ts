import type { Pooling } from "./towers.ts";

/** Vectors of tokens, [rows, width, n], to one vector a row, [rows, n]. */
export type Pool = (tokens: Float32Array, mask: Int32Array, width: number) => Float32Array;

/** LEAD'S STUB until the real one is here: masked mean without the dense layer. */
export async function createPooling(_pooling: Pooling): Promise<Pool> {
  return (tokens, mask, width) => {
    const rows = mask.length / width;
    const n = tokens.length / mask.length;
    const out = new Float32Array(rows * n);
    for (let row = 0; row < rows; row++) {
      let count = 0;
      for (let t = 0; t < width; t++) {
        if (!mask[row * width + t]) continue;
        count++;
        for (let i = 0; i < n; i++) out[row * n + i]! += tokens[(row * width + t) * n + i]!;
      }
      for (let i = 0; i < n; i++) out[row * n + i]! /= count;
    }
    return out;
  };
}
