/** How far two models agree about the same images and texts. */
export interface Agreement {
  /** Mean of tau-b over the images; null where no image has one. */
  readonly kendallTau: number | null;
  /** Share of the images whose best text is the same; null without an image that both answered. */
  readonly topMatch: number | null;
}

type Row = ArrayLike<number>;

/**
 * Compares two models by the *order* in which each puts the texts for one image. Their cosines
 * are never compared as numbers: each model spreads its own over its own range (a right caption
 * is at 0.3 for CLIP, at 0.1 for SigLIP, at 0.5 and more for others), so that 0.28 here and 0.31
 * there say nothing about which model is surer. The order of the texts means the same everywhere.
 *
 * @param left one number a text; null where that model failed on the image
 * @param right the other model's, for the same image and texts
 */
export function agreementOnImage(left: Row | null, right: Row | null): Agreement {
  if (!left || !right) {
    return { kendallTau: null, topMatch: null };
  }
  return {
    kendallTau: kendallTau(left, right),
    topMatch: left.length > 0 ? Number(best(left) === best(right)) : null,
  };
}

/** The means of what is not null. */
export function meanAgreement(onImages: readonly Agreement[]): Agreement {
  return {
    kendallTau: mean(onImages.map(({ kendallTau }) => kendallTau)),
    topMatch: mean(onImages.map(({ topMatch }) => topMatch)),
  };
}

/**
 * Kendall's tau-b of two equally long rows: (concordant − discordant) pairs over the geometric
 * mean of the pairs that are not tied in one row and in the other. From −1 to 1, the sign of a
 * swap of all; null with fewer than two values or where one row is all ties. Knight's algorithm,
 * O(n log n): sorted by one row, the swaps that sort the other are the discordant pairs.
 */
export function kendallTau(a: Row, b: Row): number | null {
  const order = Array.from(a, (_, i) => i).toSorted((i, j) => a[i]! - a[j]! || b[i]! - b[j]!);
  const pairs = pairsOf(a.length);
  const tiedA = countTied(order, (i, j) => a[i] === a[j]);
  const tiedBoth = countTied(order, (i, j) => a[i] === a[j] && b[i] === b[j]);
  const byB = Float64Array.from(order, (i) => b[i]!);
  const swaps = sortCountingSwaps(byB);
  const tiedB = countTied(byB, (x, y) => x === y);
  if (pairs === tiedA || pairs === tiedB) {
    return null;
  }
  const agreeing = pairs - tiedA - tiedB + tiedBoth - 2 * swaps;
  // Rounding of the root may lead out of the range by a hair.
  const tau = agreeing / Math.sqrt((pairs - tiedA) * (pairs - tiedB));
  return Math.max(-1, Math.min(1, tau));
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Pairs that are tied, where those that are stand side by side. */
function countTied(sorted: ArrayLike<number>, tied: (x: number, y: number) => boolean): number {
  let count = 0;
  let run = 1;
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && tied(sorted[i - 1]!, sorted[i]!)) {
      run++;
    } else {
      count += pairsOf(run);
      run = 1;
    }
  }
  return count;
}

/** Merge sort, in place. @returns how many neighbours would have had to change places */
function sortCountingSwaps(values: Float64Array): number {
  if (values.length < 2) {
    return 0;
  }
  const left = values.slice(0, values.length >> 1);
  const right = values.slice(values.length >> 1);
  let swaps = sortCountingSwaps(left) + sortCountingSwaps(right);
  let taken = 0;
  for (let i = 0, j = 0; taken < values.length; taken++) {
    const fromLeft = j >= right.length || (i < left.length && left[i]! <= right[j]!);
    if (!fromLeft) {
      swaps += left.length - i;
    }
    values[taken] = fromLeft ? left[i++]! : right[j++]!;
  }
  return swaps;
}

/** Index of the first of the highest, as in a list of labels with the best first. */
function best(row: Row): number {
  let index = 0;
  for (let i = 1; i < row.length; i++) {
    if (row[i]! > row[index]!) {
      index = i;
    }
  }
  return index;
}

function mean(numbers: readonly (number | null)[]): number | null {
  const values = numbers.filter((value) => value !== null);
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}
