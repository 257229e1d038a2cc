import type { Cell } from "../types.ts";
import { isScores, ranking } from "./judge.ts";

/** The models that put one label first, as indexes of their columns. */
export interface Camp {
  /** Index of the label. */
  readonly label: number;
  readonly columns: readonly number[];
}

/**
 * Who puts which label first for one photo, the label of most models first.
 *
 * @param cells one per column; those without an answer are in no camp
 * @returns one camp where the models agree, none where no model answered
 */
export function camps(cells: readonly (Cell | undefined)[]): Camp[] {
  const byLabel = new Map<number, number[]>();
  cells.forEach((cell, column) => {
    const label = isScores(cell) ? ranking(cell)[0] : undefined;
    if (label !== undefined) {
      byLabel.set(label, [...(byLabel.get(label) ?? []), column]);
    }
  });
  return Array.from(byLabel, ([label, columns]) => ({ label, columns })).toSorted(
    (a, b) => b.columns.length - a.columns.length,
  );
}

/** Says on whose best label the models differ; null where they do not, or fewer than two answered. */
export function disagreement(found: readonly Camp[], labels: readonly string[]): string | null {
  if (found.length < 2) {
    return null;
  }
  // The cells beside it say who: a count helps where there are more of them.
  if (found.every(({ columns }) => columns.length === 1)) {
    return "Models disagree";
  }
  const parts = found.map(({ label, columns }) => `“${labels[label]}” by ${columns.length}`);
  return `Models disagree: ${parts.join(", ")}`;
}
