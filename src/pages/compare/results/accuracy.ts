import type { Column, Photo } from "../types.ts";
import { isScores, ranking } from "./judge.ts";

/** `count` of `total`, and where the true share probably is. */
export interface Share {
  readonly count: number;
  readonly total: number;
  /** Bounds of the 95 % interval, from 0 to 1. */
  readonly low: number;
  readonly high: number;
}

export interface Accuracy {
  /** The expected label came first. */
  readonly first: Share;
  /** It was among the first three; null with five labels or fewer, of which three say little. */
  readonly firstThree: Share | null;
  /** Photos with an expected label that the model did not answer. */
  readonly unanswered: number;
}

/** Which photos can be right or wrong. */
export interface Expectations {
  /** Index of the expected label of each photo; null where there is none, or it is not a label. */
  readonly expected: readonly (number | null)[];
  /** Indices of the photos whose expected label is none of the labels: no model can be right. */
  readonly outside: readonly number[];
  readonly withLabel: number;
}

export function expectationsOf(photos: readonly Photo[], labels: readonly string[]): Expectations {
  const indices = new Map(labels.map((label, i) => [label, i]));
  const expected = photos.map((photo) =>
    photo.expected === null ? null : (indices.get(photo.expected) ?? null),
  );
  const outside = photos.flatMap((photo, i) =>
    photo.expected !== null && expected[i] === null ? [i] : [],
  );
  return { expected, outside, withLabel: expected.filter((label) => label !== null).length };
}

export function accuracyOf(
  column: Column,
  expected: Expectations["expected"],
  labels: number,
): Accuracy {
  const places = expected.flatMap((label, photo) => {
    const cell = column.cells[photo];
    return label !== null && isScores(cell) ? [ranking(cell).indexOf(label)] : [];
  });
  const within = (count: number) => places.filter((place) => place < count).length;
  return {
    first: shareOf(within(1), places.length),
    firstThree: labels > 5 ? shareOf(within(3), places.length) : null,
    unanswered: expected.filter((label) => label !== null).length - places.length,
  };
}

/**
 * With Wilson's interval, which stays within 0 and 1 and holds for a handful of photos, too. See
 * https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval.
 */
export function shareOf(count: number, total: number): Share {
  if (total === 0) {
    return { count, total, low: 0, high: 1 };
  }
  const z = 1.959964;
  const share = count / total;
  const square = (z * z) / total;
  const middle = share + square / 2;
  const spread = z * Math.sqrt((share * (1 - share)) / total + square / (4 * total));
  return {
    count,
    total,
    low: Math.max(0, (middle - spread) / (1 + square)),
    high: Math.min(1, (middle + spread) / (1 + square)),
  };
}

/** How often each label was said where each was expected. */
export interface Confusion {
  /** Indices of the labels that occur as expected ones: the rows, in the order of the labels. */
  readonly expected: readonly number[];
  /** Indices of those that occur in either place: the columns. */
  readonly said: readonly number[];
  /** Counts, by row and column. */
  readonly counts: readonly (readonly number[])[];
  /** Label taken for another, the most frequent first. */
  readonly mixedUp: readonly {
    readonly expected: number;
    readonly said: number;
    readonly count: number;
  }[];
}

export function confusionOf(column: Column, expected: Expectations["expected"]): Confusion {
  const answers = expected.flatMap((label, photo) => {
    const cell = column.cells[photo];
    return label !== null && isScores(cell) ? [{ expected: label, said: ranking(cell)[0]! }] : [];
  });
  const rows = ascending(answers.map((answer) => answer.expected));
  const columns = ascending(answers.flatMap((answer) => [answer.expected, answer.said]));
  const counts = rows.map(() => columns.map(() => 0));
  for (const answer of answers) {
    counts[rows.indexOf(answer.expected)]![columns.indexOf(answer.said)]!++;
  }
  const mixedUp = rows
    .flatMap((row, i) => columns.map((said, j) => ({ expected: row, said, count: counts[i]![j]! })))
    .filter((cell) => cell.count > 0 && cell.expected !== cell.said)
    .toSorted((a, b) => b.count - a.count);
  return { expected: rows, said: columns, counts, mixedUp };
}

function ascending(indices: readonly number[]): number[] {
  return [...new Set(indices)].toSorted((a, b) => a - b);
}
