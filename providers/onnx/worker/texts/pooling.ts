import { readDense } from "./dense.ts";
import type { Pooling } from "../../towers.ts";

/** Vectors of tokens, [rows, width, n], to one vector a row, [rows, m]. The mask is [rows, width]. */
export type Pool = (tokens: Float32Array, mask: Int32Array, width: number) => Float32Array;

/**
 * The modules that sentence-transformers runs behind a text tower: pooling over the tokens of the
 * mask, then the dense layer where the model has one (m is its output, else n).
 *
 * @throws GatewayError MODEL_UNAVAILABLE when the layer's weights cannot be read
 */
export async function createPooling({ kind, dense }: Pooling): Promise<Pool> {
  const layer = dense === undefined ? undefined : await readDense(dense);
  const pool = kind === "mean" ? mean : first;
  return (tokens, mask, width) => {
    const pooled = pool(tokens, mask, width);
    return layer ? layer(pooled) : pooled;
  };
}

function mean(tokens: Float32Array, mask: Int32Array, width: number): Float32Array {
  const rows = mask.length / width;
  const size = tokens.length / mask.length;
  const out = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const sums = new Float64Array(size);
    let count = 0;
    for (let token = row * width; token < (row + 1) * width; token++) {
      if (mask[token] === 0) {
        continue;
      }
      count++;
      for (let i = 0; i < size; i++) {
        sums[i]! += tokens[token * size + i]!;
      }
    }
    out.set(
      sums.map((sum) => sum / Math.max(count, 1)),
      row * size,
    );
  }
  return out;
}

function first(tokens: Float32Array, mask: Int32Array, width: number): Float32Array {
  const rows = mask.length / width;
  const size = tokens.length / mask.length;
  const out = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const begin = row * width * size;
    out.set(tokens.subarray(begin, begin + size), row * size);
  }
  return out;
}
