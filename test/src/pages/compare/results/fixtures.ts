import type { Model } from "parallax-client";
import type { Cell, Column, Scores } from "../../../../../src/pages/compare/types.ts";
import { column as columnOf, sampleModel } from "../sample.ts";

export { photo } from "../sample.ts";

export function model(id: string, name = id): Model {
  return sampleModel({ id, name });
}

/** Scores as they are given; cosines in the same order, a tenth of them unless given. */
export function scores(given: readonly number[], cosines?: readonly number[]): Scores {
  return {
    scores: Float32Array.from(given),
    similarities: Float32Array.from(cosines ?? given.map((score) => score / 10)),
  };
}

/** A model's softmax of cosines. */
export function softmax(cosines: readonly number[], scale = 100): Scores {
  const weights = cosines.map((cosine) => Math.exp(scale * cosine));
  const sum = weights.reduce((a, b) => a + b);
  return scores(
    weights.map((weight) => weight / sum),
    cosines,
  );
}

/** Of a softmax. */
export function column(cells: readonly (Cell | undefined)[], facts: Partial<Column> = {}): Column {
  return columnOf(cells, {
    model: model("some/model", "Some model"),
    activation: "SOFTMAX",
    ...facts,
  });
}

export const problem: Cell = { code: "OVERLOADED", message: "The queue is full.", retryable: true };
