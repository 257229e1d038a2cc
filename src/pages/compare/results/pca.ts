type Vector = Float32Array | Float64Array;

/** Points on a plane that keeps as much of the vectors' variance as a plane can. */
export interface Projection {
  /** One per vector; distances along both axes are in the vectors' own unit. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Share of the variance along each axis. Both 0 when all vectors are the same. */
  readonly shares: readonly [number, number];
}

/**
 * Principal components of up to a few hundred vectors, exactly: by the eigenvectors of the Gram
 * matrix of the rows, which is small where the vectors are long. Where an axis points is up to its
 * sign: its furthest point is put on the positive side.
 *
 * @param vectors as long as each other; made to have the mean 0 here
 */
export function project(vectors: readonly Vector[]): Projection {
  const rows = centred(vectors);
  const { values, vectors: axes } = eigen(gram(rows));
  const order = Array.from(values, (_, i) => i).toSorted((i, j) => values[j]! - values[i]!);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const along = (which: number) => {
    const index = order[which];
    const value = index === undefined ? 0 : Math.max(0, values[index]!);
    const axis = rows.map((_, i) =>
      index === undefined ? 0 : axes[i]![index]! * Math.sqrt(value),
    );
    return { axis: facing(axis), share: total > 0 ? value / total : 0 };
  };
  const [first, second] = [along(0), along(1)];
  return {
    points: rows.map((_, i) => [first.axis[i]!, second.axis[i]!] as const),
    shares: [first.share, second.share],
  };
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

export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum += a[i]! * b[i]!;
  }
  return sum;
}

function facing(axis: readonly number[]): readonly number[] {
  const furthest = axis.reduce((far, value) => (Math.abs(value) > Math.abs(far) ? value : far), 0);
  return furthest < 0 ? axis.map((value) => -value) : axis;
}

/**
 * Eigenvalues and, in the columns of `vectors`, eigenvectors of a symmetric matrix, which is used
 * up. Jacobi's method: rotations that each bring one pair of entries to 0, until all are.
 */
function eigen(matrix: Float64Array[]): { values: Float64Array; vectors: Float64Array[] } {
  const size = matrix.length;
  const vectors = matrix.map((_, i) => Float64Array.from({ length: size }, (_, j) => +(i === j)));
  const norm = Math.sqrt(matrix.reduce((sum, row) => sum + dot(row, row), 0));
  const negligible = (norm * 1e-9) / Math.max(1, size);
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
  for (let i = 0; i < matrix.length; i++) {
    turn(matrix[i]!, p, q, cosine, sine);
    turn(vectors[i]!, p, q, cosine, sine);
  }
  for (let i = 0; i < matrix.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    a[i] = cosine * x - sine * y;
    b[i] = sine * x + cosine * y;
  }
  a[q] = 0;
  b[p] = 0;
}

function turn(row: Float64Array, p: number, q: number, cosine: number, sine: number): void {
  const [x, y] = [row[p]!, row[q]!];
  row[p] = cosine * x - sine * y;
  row[q] = sine * x + cosine * y;
}
