import type { Cell, Column, Scores } from "../types.ts";
import { isProblem } from "../types.ts";
import { formatCosine, formatScore } from "./numbers.ts";

/**
 * Whether none of the labels fits a photo. A score alone does not say so: a softmax gives 100 % to
 * the labels whatever they are, and cosines have another range in every model. So two signs are
 * read, each from one model's own numbers:
 *
 * - **flat scores**: several labels share what a softmax hands out;
 * - **a low cosine**: the best label is no nearer to the photo than the best of as many wrong ones
 *   would be by chance. What wrong ones reach is seen in the other cosines of the same model
 *   (`backgroundOf`). Of the two this is the better sign, as it is where photos that belong to no
 *   class are searched for ("Delving into out-of-distribution detection with vision-language
 *   representations", NeurIPS 2022), but one photo alone does not have it.
 *
 * The limits were tried with the included model on 104 photos, half of which had their label among
 * those asked for. Of 10 labels: 97 of 100 marks were right, and 85 of 100 photos without a label
 * were marked. Of 3 labels 99 and 74, of 30 labels 97 and 82. By flat scores alone, 66 of 100.
 */

/** What a model's cosines are where label and photo do not belong together. */
export interface Background {
  readonly median: number;
  /** As a standard deviation. */
  readonly spread: number;
}

/** With fewer, the spread is not known to a fifth of itself, or it is that of one photo. */
const FEWEST_COSINES = 16;
const FEWEST_PHOTOS = 4;

/** A median deviation in standard deviations, for a normal distribution. */
const DEVIATION = 1.4826;

/** Share of photos that may reach a cosine by chance for which it is still called low. */
const LOW = 0.1;
/** And for which it is so high that flat scores mean that several labels fit. */
const HIGH = 0.005;

/** Of a softmax: below this score, and with more labels than this sharing it, scores are flat. */
const FLAT_BEST = 2 / 3;
const FLAT_LABELS = 2;
/** What two labels share nearly alone fits both, as when one says what the other does. */
const FLAT_TWO = 0.9;
/** Above it, a softmax is so sure that its cosine is not asked; it may be low among labels alike. */
const SURE = 0.95;

/**
 * A sigmoid was trained to say how probable it is that a text belongs to an image, where one text in
 * 32,768 does ("Sigmoid Loss for Language Image Pre-Training", 2023). 0.1 % is 33 times that: among
 * ten labels of which one may fit, more likely right than wrong.
 */
const SMALLEST_SIGMOID = 0.001;

export function isScores(cell: Cell | undefined): cell is Scores {
  return cell !== undefined && !isProblem(cell);
}

const orders = new WeakMap<Scores, readonly number[]>();

/** Indexes of the labels, best first; equal scores by their cosines, which do not round to 0 or 1. */
export function ranking(cell: Scores): readonly number[] {
  let order = orders.get(cell);
  if (!order) {
    const { scores, similarities } = cell;
    order = [...scores.keys()].toSorted(
      (a, b) => scores[b]! - scores[a]! || similarities[b]! - similarities[a]! || a - b,
    );
    orders.set(cell, order);
  }
  return order;
}

/**
 * Every cosine of a model but the best of each photo. The median and the deviation from it hold
 * also where some photos have several labels that fit. Null where there are too few.
 */
export function backgroundOf({ cells }: Pick<Column, "cells">): Background | null {
  const answered = cells.filter(isScores);
  const cosines = answered.flatMap((cell) => {
    const best = ranking(cell)[0];
    return [...cell.similarities].filter((_, label) => label !== best);
  });
  if (answered.length < FEWEST_PHOTOS || cosines.length < FEWEST_COSINES) {
    return null;
  }
  const median = medianOf(cosines);
  const spread = DEVIATION * medianOf(cosines.map((cosine) => Math.abs(cosine - median)));
  return { median, spread };
}

/**
 * Says with its numbers that no label fits the photo; null where one does.
 *
 * @param background null if it is not known: then flat scores alone are read
 */
export function noneFits(
  cell: Scores,
  labels: readonly string[],
  activation: Column["activation"],
  background: Background | null,
): string | null {
  const [best, next] = ranking(cell);
  if (best === undefined || next === undefined) {
    return null;
  }
  const score = cell.scores[best]!;
  const label = `“${inShort(labels[best]!)}”`;
  const shown = formatScore(score, activation);
  if (activation === "SIGMOID") {
    return score < SMALLEST_SIGMOID
      ? `None fits: even the best, ${label}, has only ${shown}.`
      : null;
  }
  const cosine = cell.similarities[best]!;
  const below = (share: number) =>
    background && cosine < byChance(background, labels.length, share);
  if (
    activation === "SOFTMAX" &&
    isFlat(cell.scores, score, cell.scores[next]!) &&
    below(HIGH) !== false
  ) {
    const second = formatScore(cell.scores[next]!, activation);
    return `None fits well: the best, ${label}, has ${shown} and the next ${second}.`;
  }
  if (background && below(LOW) && (activation === "COSINE" || score < SURE)) {
    const reached = formatCosine(byChance(background, labels.length, LOW));
    return (
      `None fits well: the best, ${label}, has a cosine of ${formatCosine(cosine)}, ` +
      `and with this model wrong labels reach ${reached}.`
    );
  }
  return null;
}

/** A label may be a whole sentence; it stands in full above. */
function inShort(label: string): string {
  return label.length > 60 ? `${label.slice(0, 58).trimEnd()}…` : label;
}

/** How many labels a softmax is shared by: the exponential of its entropy, 1 if one has it all. */
function isFlat(scores: Float32Array, best: number, next: number): boolean {
  const entropy = scores.reduce((sum, score) => sum - (score && score * Math.log(score)), 0);
  return best < FLAT_BEST && best + next < FLAT_TWO && Math.exp(entropy) > FLAT_LABELS;
}

/**
 * The cosine that the best of `count` wrong labels exceeds for less than `share` of the photos: a
 * normal variable is z deviations above its mean at most ½·exp(−z²/2) of the time.
 */
function byChance({ median, spread }: Background, count: number, share: number): number {
  return median + spread * Math.sqrt(2 * Math.log(count / (2 * share)));
}

function medianOf(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).toSorted();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
