import {
  type Agreement,
  agreementOnImage,
  meanAgreement,
} from "../../../../models/zero-shot/agreement.ts";
import type { Column, Scores } from "../types.ts";
import { isScores } from "./judge.ts";

/** Two models that both answered something, and how far they agree. */
export interface Pair extends Agreement {
  readonly left: Column;
  readonly right: Column;
  /** How many photos both answered. */
  readonly photos: number;
  /** The photos that they disagree on most, by their index: the lowest tau first. */
  readonly apart: readonly { readonly photo: number; readonly kendallTau: number }[];
}

const shown = 5;

/** Every pair once, in the order of the columns. */
export function pairsOf(columns: readonly Column[]): Pair[] {
  return columns.flatMap((left, i) => columns.slice(i + 1).map((right) => pairOf(left, right)));
}

function pairOf(left: Column, right: Column): Pair {
  const onPhotos = left.cells.flatMap((cell, photo) => {
    const other = right.cells[photo];
    return isScores(cell) && isScores(other) ? [{ photo, ...agreementOf(cell, other) }] : [];
  });
  const apart = onPhotos
    .flatMap(({ photo, kendallTau }) => (kendallTau === null ? [] : [{ photo, kendallTau }]))
    .filter(({ kendallTau }) => kendallTau < 1)
    .toSorted((a, b) => a.kendallTau - b.kendallTau)
    .slice(0, shown);
  return { left, right, photos: onPhotos.length, apart, ...meanAgreement(onPhotos) };
}

/** A cell stays the same object while others come in: each two are compared once. */
const known = new WeakMap<Scores, WeakMap<Scores, Agreement>>();

function agreementOf(left: Scores, right: Scores): Agreement {
  const ofLeft = known.get(left) ?? new WeakMap<Scores, Agreement>();
  known.set(left, ofLeft);
  const agreement = ofLeft.get(right) ?? agreementOnImage(left.similarities, right.similarities);
  ofLeft.set(right, agreement);
  return agreement;
}

/** What a tau says, in two or three words. */
export function inWords(kendallTau: number): string {
  const steps: [number, string][] = [
    [0.999, "the same order"],
    [0.8, "nearly the same order"],
    [0.5, "a similar order"],
    [0.2, "a loosely similar order"],
    [-0.2, "hardly related orders"],
  ];
  return steps.find(([least]) => kendallTau >= least)?.[1] ?? "mostly the reverse order";
}

/** Share of the pairs of labels that both models put in the same order, if none are tied. */
export function sameOrder(kendallTau: number): number {
  return (1 + kendallTau) / 2;
}
