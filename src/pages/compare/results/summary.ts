import { counted } from "../format.ts";
import type { Cell, Column, Photo, Results } from "../types.ts";
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
 * @param nones per photo: the sentence that no label fits, or null
 */
export function verdictOf(
  column: Column,
  { photos, labels }: Pick<Results, "photos" | "labels">,
  nones: readonly (string | null)[],
): string[] {
  const told = photos.flatMap((photo, index) => {
    const cell = column.cells[index];
    const known = photo.expected !== null && labels.includes(photo.expected) && isScores(cell);
    return known ? [!isWrong(cell, photo, labels)] : [];
  });
  const right = told.filter(Boolean).length;
  const unfit = nones.filter((none) => none !== null).length;
  return [
    ...(told.length > 0 ? [`${right} of ${told.length} right`] : []),
    ...(unfit > 0 ? [`no label fits ${unfit}`] : []),
  ];
}

/** Whether a model puts another label first than is right; false where none of them is known to be. */
export function isWrong(cell: Cell | undefined, photo: Photo, labels: readonly string[]): boolean {
  const { expected } = photo;
  if (expected === null || !labels.includes(expected) || !isScores(cell)) {
    return false;
  }
  return labels[ranking(cell)[0]!] !== expected;
}
