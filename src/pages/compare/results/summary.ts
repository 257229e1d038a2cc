import { counted } from "../../shared/numbers.ts";
import type { Cell, Column, Photo, Results } from "../types.ts";
import { accuracyOf, type Expectations } from "./accuracy.ts";
import { camps } from "./disagreement.ts";
import { isScores, ranking } from "./judge.ts";

/** What the table shows, in a line. */
export function summaryOf({ photos, labels, columns }: Results): string {
  const differ = photos.filter(
    (_, index) => camps(columns.map(({ cells }) => cells[index])).length > 1,
  ).length;
  const start = `${counted(photos.length, "photo")}, ${counted(labels.length, "label")}`;
  return differ > 0 ? `${start}: the models disagree on ${differ}.` : `${start}.`;
}

/**
 * What there is to say of one model above its answers.
 *
 * @param expected as `expectationsOf` has them
 * @param nones per photo: the sentence that no label fits, or null
 */
export function verdictOf(
  column: Column,
  expected: Expectations["expected"],
  nones: readonly (string | null)[],
): string {
  const { count, total } = accuracyOf(column, expected, 0).first;
  const unfit = nones.filter((none) => none !== null).length;
  return [
    ...(total > 0 ? [`${count} of ${total} right`] : []),
    ...(unfit > 0 ? [`no label fits ${unfit}`] : []),
  ].join(" · ");
}

/** Whether a model puts another label first than is right; false where none of them is known to be. */
export function isWrong(cell: Cell | undefined, photo: Photo, labels: readonly string[]): boolean {
  const { expected } = photo;
  if (expected === null || !labels.includes(expected) || !isScores(cell)) {
    return false;
  }
  return labels[ranking(cell)[0]!] !== expected;
}
