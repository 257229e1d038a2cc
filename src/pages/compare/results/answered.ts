import { type Cell, isProblem, type Scores } from "../types.ts";

/** What a model made of a photo; null where it failed, or gave no answer yet. */
export function scoresOf(cell: Cell | undefined): Scores | null {
  return cell && !isProblem(cell) ? cell : null;
}

/**
 * Indices of the labels, best first. By the cosines, whose order is that of the scores, but which
 * are still different where scores have run into 0 or 1. Equal ones keep the order of the labels.
 */
export function ranking({ similarities }: Scores): number[] {
  return Array.from(similarities, (_, i) => i).toSorted(
    (i, j) => similarities[j]! - similarities[i]!,
  );
}
