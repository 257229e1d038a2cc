import type { Model } from "parallax-client";
import type { Cell, Column, Photo, Scores } from "../../../../../src/pages/compare/types.ts";

/** Only what the views read. */
export function model(id: string, name = id): Model {
  return { id, name } as Model;
}

export function photo(name: string, more: Partial<Photo> = {}): Photo {
  return { id: name, name, source: "", thumbnail: null, expected: null, ...more };
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

export function column(cells: readonly (Cell | undefined)[], more: Partial<Column> = {}): Column {
  return {
    model: model("some/model", "Some model"),
    activation: "SOFTMAX",
    templates: ["{label}"],
    state: "DONE",
    cells,
    problem: null,
    latencyMs: 1,
    batchSize: 1,
    costUsd: 0,
    ...more,
  };
}

export const problem: Cell = { code: "OVERLOADED", message: "The queue is full.", retryable: true };
