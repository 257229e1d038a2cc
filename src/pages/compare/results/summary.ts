import { counted } from "../format.ts";
import type { Cell, Photo, Results } from "../types.ts";
import { camps } from "./disagreement.ts";
import { isScores, ranking } from "./judge.ts";

/**
 * What the table shows, in a line. A photo counts where at least one model says so.
 *
 * @param nones per column and photo: the sentence that no label fits, or null
 */
export function summaryOf(
  { photos, labels, columns }: Results,
  nones: readonly (readonly (string | null)[])[],
): string {
  const among = (test: (photo: Photo, index: number) => boolean) => photos.filter(test).length;
  const cellsOf = (index: number) => columns.map(({ cells }) => cells[index]);
  const differ = among((_, index) => camps(cellsOf(index)).length > 1);
  const unfit = among((_, index) => nones.some((column) => column[index]));
  const wrong = among((photo, index) =>
    cellsOf(index).some((cell) => isWrong(cell, photo, labels)),
  );
  const parts = [
    ...(differ ? [`the models disagree on ${differ}`] : []),
    ...(unfit ? [`no label fits ${unfit}`] : []),
    ...(wrong ? [`${wrong} not as expected`] : []),
  ];
  const start = `${counted(photos.length, "photo")}, ${counted(labels.length, "label")}`;
  return parts.length > 0 ? `${start}: ${parts.join(", ")}.` : `${start}.`;
}

/** Whether a model puts another label first than is right; false where none of them is known to be. */
export function isWrong(cell: Cell | undefined, photo: Photo, labels: readonly string[]): boolean {
  const { expected } = photo;
  if (expected === null || !labels.includes(expected) || !isScores(cell)) {
    return false;
  }
  return labels[ranking(cell)[0]!] !== expected;
}
