import { products } from "./products.ts";

/** Arithmetic of dense vectors. Lengths are the callers' business: equal, or it is a bug. */

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum += a[i]! * b[i]!;
  }
  return sum;
}

/** The cosines of a unit vector with others. */
export function cosines(vector: Float32Array, others: readonly Float32Array[]): Float32Array {
  return products([vector], others)[0]!;
}

/** The vector at length 1, in place. A zero vector stays zero. */
export function normalize(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) {
    for (let i = 0; i < vector.length; i++) {
      vector[i]! /= length;
    }
  }
  return vector;
}

/** The first `dimensions` of a Matryoshka embedding, at length 1 again; the vector itself if whole. */
export function shorten(vector: Float32Array, dimensions: number): Float32Array {
  return dimensions === vector.length ? vector : normalize(vector.slice(0, dimensions));
}

/** Mean direction of unit vectors, at length 1: how open_clip ensembles prompts. */
export function meanDirection(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) {
    for (let i = 0; i < sum.length; i++) {
      sum[i]! += vector[i]!;
    }
  }
  return normalize(sum);
}
