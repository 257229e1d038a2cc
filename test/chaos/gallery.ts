import { dot } from "../../models/vector/vector.ts";

export type Verdict = "right" | "misaligned" | "wrong";

/** The references of some inputs: tells whose row a row is. */
export interface Gallery<Row> {
  verdict(id: string, row: Row): Verdict;
}

/** A row and its reference have at least this cosine, though kernels round by the batch. */
const leastCosine = 0.9999;
/**
 * References of two inputs have at most this one. By their angles (0.8° and 3.6°), a row that is near
 * its own reference is near no other.
 */
const mostAlike = 0.998;

/** Vectors as base64 of FLOAT32, as the gateway sends them. */
export function vectorGallery(
  references: ReadonlyMap<string, string>,
): Gallery<string> & { vector(id: string): Float32Array } {
  const vectors = new Map([...references].map(([id, base64]) => [id, decode(base64)]));
  return {
    vector: (id) => vectors.get(id)!,
    verdict(id, row) {
      if (row === references.get(id)) {
        return "right";
      }
      const vector = decode(row);
      const isNear = (other: Float32Array) =>
        other.length === vector.length && dot(vector, other) >= leastCosine;
      return verdictOf(id, vectors.keys(), (each) => isNear(vectors.get(each)!));
    },
  };
}

/** Numbers per input, such as its cosines with some texts, right to `tolerance`. */
export function numberGallery(
  ids: Iterable<string>,
  reference: (id: string) => readonly number[],
  tolerance: number,
): Gallery<readonly number[]> {
  return {
    verdict: (id, row) =>
      verdictOf(id, ids, (each) => {
        const expected = reference(each);
        return (
          row.length === expected.length &&
          row.every((value, i) => Math.abs(value - expected[i]!) <= tolerance)
        );
      }),
  };
}

function verdictOf(id: string, ids: Iterable<string>, isOf: (id: string) => boolean): Verdict {
  if (isOf(id)) {
    return "right";
  }
  for (const other of ids) {
    if (isOf(other)) {
      return "misaligned";
    }
  }
  return "wrong";
}

/** Leaves out what could be mistaken for another: so a row of the wrong input is always seen. */
export function tellApart(references: ReadonlyMap<string, string>): Map<string, string> {
  const kept: Float32Array[] = [];
  return new Map(
    [...references].filter(([, base64]) => {
      const vector = decode(base64);
      const isAlone = kept.every((other) => dot(other, vector) <= mostAlike);
      if (isAlone) {
        kept.push(vector);
      }
      return isAlone;
    }),
  );
}

export function decode(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}
