export type Vector = Float32Array | Float64Array;

export interface Eigenpair {
  readonly value: number;
  /** At length 1. */
  readonly vector: Float64Array;
}

/** The more are searched for at once, the sooner the first are found. */
const block = 10;
/** Of the largest eigenvalue: far below what is seen on a plane. */
const tolerance = 1e-7;
const mostRounds = 1000;

/**
 * The eigenvectors of a symmetric matrix without negative eigenvalues that have the largest ones,
 * largest first. Subspace iteration: a few vectors are multiplied by the matrix and made orthogonal
 * again, until it only stretches them.
 */
export function largestEigenpairs(matrix: readonly Float64Array[], count: number): Eigenpair[] {
  const size = matrix.length;
  let vectors: Float64Array[] = Array.from({ length: Math.min(block, size) }, (_, i) =>
    // Waves of different lengths: any start will do that is not at a right angle to the result.
    Float64Array.from({ length: size }, (__, j) => Math.sin((i + 1) * (j + 1))),
  );
  for (let round = 1; ; round++) {
    const basis = orthonormal(vectors);
    const images = basis.map((vector) => times(matrix, vector));
    const { values, vectors: turns } = eigen(
      basis.map((a) => Float64Array.from(images, (b) => dot(a, b))),
    );
    const order = Array.from(values, (_, i) => i).toSorted((i, j) => values[j]! - values[i]!);
    const turned = (rows: readonly Float64Array[]) =>
      order.map((k) =>
        combined(
          rows,
          turns.map((row) => row[k]!),
        ),
      );
    const pairs = turned(basis).map((vector, i) => ({ value: values[order[i]!]!, vector }));
    vectors = turned(images);
    const found = pairs
      .slice(0, count)
      .every((pair, i) => strayed(vectors[i]!, pair) <= tolerance * pairs[0]!.value);
    if (found || round === mostRounds) {
      return pairs.slice(0, count);
    }
  }
}

/** How far the image of a vector is from the vector stretched. */
function strayed(image: Float64Array, { value, vector }: Eigenpair): number {
  return Math.hypot(...image.map((x, i) => x - value * vector[i]!));
}

function times(matrix: readonly Float64Array[], vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => dot(row, vector));
}

function combined(rows: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const sum = new Float64Array(rows[0]!.length);
  rows.forEach((row, k) => add(sum, row, weights[k]!));
  return sum;
}

function add(sum: Float64Array, row: Float64Array, weight: number): void {
  for (let i = 0; i < sum.length; i++) {
    sum[i]! += weight * row[i]!;
  }
}

/** Gram and Schmidt's way. What depends on vectors before it becomes 0. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    // The second time takes away what rounding left.
    for (const other of [...basis, ...basis]) {
      add(rest, other, -dot(rest, other));
    }
    const length = Math.hypot(...rest);
    const independent = length > 1e-12 * Math.hypot(...vector);
    basis.push(rest.map((x) => (independent ? x / length : 0)));
  }
  return basis;
}

/**
 * Eigenvalues and, in the columns of `vectors`, eigenvectors of a small symmetric matrix, which is
 * used up. Jacobi's method: rotations that each bring one pair of entries to 0, until all are.
 */
function eigen(matrix: Float64Array[]): { values: Float64Array; vectors: Float64Array[] } {
  const size = matrix.length;
  const vectors = matrix.map((_, i) => Float64Array.from({ length: size }, (__, j) => +(i === j)));
  const negligible = 1e-15 * Math.hypot(...matrix.flatMap((row) => [...row]));
  for (let rotated = true; rotated;) {
    rotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(matrix[p]![q]!) > negligible) {
          rotate(matrix, vectors, p, q);
          rotated = true;
        }
      }
    }
  }
  return { values: Float64Array.from(matrix, (row, i) => row[i]!), vectors };
}

function rotate(matrix: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const [a, b] = [matrix[p]!, matrix[q]!];
  const theta = (b[q]! - a[p]!) / (2 * a[q]!);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of [...matrix, ...vectors]) {
    const [x, y] = [row[p]!, row[q]!];
    row[p] = cosine * x - sine * y;
    row[q] = sine * x + cosine * y;
  }
  for (let i = 0; i < matrix.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    a[i] = cosine * x - sine * y;
    b[i] = sine * x + cosine * y;
  }
  a[q] = 0;
  b[p] = 0;
}

export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum += a[i]! * b[i]!;
  }
  return sum;
}
