import { dot, type Eigenpair, largestEigenpairs, type Vector } from "./eigen.ts";

/** Points on a plane that keeps as much of the vectors' variance as a plane can. */
export interface Projection {
  /** One per vector; distances along both axes are in the vectors' own unit. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Share of the variance along each axis. Both 0 when all vectors are the same. */
  readonly shares: readonly [number, number];
}

/**
 * Principal components of up to a few hundred vectors: by the eigenvectors of the Gram matrix of
 * the rows, which is small where the vectors are long. Which way an axis points is open: its
 * furthest point is put on the positive side.
 *
 * @param vectors as long as each other; made to have the mean 0 here
 */
export function project(vectors: readonly Vector[]): Projection {
  const rows = centred(vectors);
  const total = rows.reduce((sum, row) => sum + dot(row, row), 0);
  const [first, second] = largestEigenpairs(gram(rows), 2);
  const x = along(first, rows.length);
  const y = along(second, rows.length);
  return {
    points: rows.map((_, i) => [x[i]!, y[i]!] as const),
    shares: [share(first, total), share(second, total)],
  };
}

function along(pair: Eigenpair | undefined, size: number): readonly number[] {
  const { value, vector } = pair ?? { value: 0, vector: new Float64Array(size) };
  const axis = Array.from(vector, (part) => part * Math.sqrt(Math.max(0, value)));
  const furthest = axis.reduce((far, part) => (Math.abs(part) > Math.abs(far) ? part : far), 0);
  return furthest < 0 ? axis.map((part) => -part) : axis;
}

function share(pair: Eigenpair | undefined, total: number): number {
  return pair && total > 0 ? Math.max(0, pair.value) / total : 0;
}

/** The vectors less their mean, in double precision. */
export function centred(vectors: readonly Vector[]): Float64Array[] {
  const mean = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (let i = 0; i < mean.length; i++) {
      mean[i]! += vector[i]! / vectors.length;
    }
  }
  return vectors.map((vector) => Float64Array.from(vector, (value, i) => value - mean[i]!));
}

function gram(rows: readonly Float64Array[]): Float64Array[] {
  const matrix = rows.map(() => new Float64Array(rows.length));
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(rows[i]!, rows[j]!);
      matrix[i]![j] = product;
      matrix[j]![i] = product;
    }
  }
  return matrix;
}
