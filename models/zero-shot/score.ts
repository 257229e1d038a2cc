import type { Scoring } from "../model.ts";

/** With a bias, a model was trained by sigmoid: SigLIP. */
export function scoringBy(scale: number, bias?: number): Scoring {
  return bias === undefined
    ? { activation: "SOFTMAX", scale }
    : { activation: "SIGMOID", scale, bias };
}

/**
 * One image's cosines against all its labels (or texts) as scores: softmax(scale · cos) for CLIP,
 * sigmoid(scale · cos + bias) for SigLIP (independent, not renormalised), else the cosines.
 */
export function score(cosines: Float32Array, scoring: Scoring): Float32Array {
  switch (scoring.activation) {
    case "SOFTMAX":
      return softmax(cosines, scoring.scale);
    case "SIGMOID":
      return cosines.map((cosine) => 1 / (1 + Math.exp(-(scoring.scale * cosine + scoring.bias))));
    case "COSINE":
      return cosines;
  }
}

function softmax(cosines: Float32Array, scale: number): Float32Array {
  const highest = cosines.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = Array.from(cosines, (cosine) => Math.exp(scale * (cosine - highest)));
  const total = weights.reduce((a, b) => a + b, 0);
  return Float32Array.from(weights, (weight) => weight / total);
}

/** Indexes of the scores, best first; equal scores keep their order. */
export function rank(scores: Float32Array): number[] {
  return [...scores.keys()].toSorted((a, b) => scores[b]! - scores[a]! || a - b);
}
