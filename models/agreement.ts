/** How far two models agree about the same images and texts. */
export interface Agreement {
  /** Mean of tau-b over the images; null where no image has one. */
  readonly kendallTau: number | null;
  /** Share of the images whose best text is the same; null without an image that both answered. */
  readonly topMatch: number | null;
}

type Row = ArrayLike<number>;

/**
 * Compares two models by the *order* in which each puts the texts, image by image. Their cosines
 * are never compared as numbers: each model spreads its own over its own range (a right caption
 * is at 0.3 for CLIP, at 0.1 for SigLIP, at 0.5 and more for others), so that 0.28 here and 0.31
 * there say nothing about which model is surer. The order of the texts means the same everywhere.
 *
 * @param left one row an image, one column a text; null where that model failed on the image
 * @param right rows of the other model for the same images and texts
 */
export function agreement(
  left: readonly (Row | null)[],
  right: readonly (Row | null)[],
): Agreement {
  const taus: number[] = [];
  const matches: number[] = [];
  for (const [i, row] of left.entries()) {
    const other = right[i];
    if (!row || !other) continue;
    const tau = kendallTau(row, other);
    if (tau !== null) taus.push(tau);
    if (row.length > 0) matches.push(Number(best(row) === best(other)));
  }
  return { kendallTau: mean(taus), topMatch: mean(matches) };
}

/**
 * Kendall's tau-b of two equally long rows: (concordant − discordant) pairs over the geometric
 * mean of the pairs that are not tied in one row and in the other. From −1 to 1, the sign of a
 * swap of all; null with fewer than two values or where one row is all ties. O(n²).
 */
export function kendallTau(a: Row, b: Row): number | null {
  let agreeing = 0;
  let untiedA = 0;
  let untiedB = 0;
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < i; j++) {
      const signA = Math.sign(a[i]! - a[j]!);
      const signB = Math.sign(b[i]! - b[j]!);
      agreeing += signA * signB;
      untiedA += Math.abs(signA);
      untiedB += Math.abs(signB);
    }
  if (untiedA === 0 || untiedB === 0) return null;
  // Rounding of the root may lead out of the range by a hair.
  const tau = agreeing / Math.sqrt(untiedA * untiedB);
  return Math.max(-1, Math.min(1, tau));
}

/** Index of the first of the highest, as in a list of labels with the best first. */
function best(row: Row): number {
  let index = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[index]!) index = i;
  return index;
}

function mean(values: readonly number[]): number | null {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}
