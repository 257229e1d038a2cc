import type { Column } from "../types.ts";
import { isScores } from "./judge.ts";

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The lowest and the highest of a model's own cosines; null before its first answer. */
export function cosineRange(cells: Column["cells"]): Range | null {
  let [low, high] = [Infinity, -Infinity];
  for (const cell of cells) {
    if (isScores(cell)) {
      for (const cosine of cell.similarities) {
        low = Math.min(low, cosine);
        high = Math.max(high, cosine);
      }
    }
  }
  return low <= high ? { low, high } : null;
}

/** What an empty and a full bar stand for: probabilities have the same range in every model. */
export function barRange({ activation, cells }: Pick<Column, "activation" | "cells">): Range {
  return (activation === "COSINE" && cosineRange(cells)) || { low: 0, high: 1 };
}
