import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { products } from "../../../models/vector/products.ts";
import { dot } from "../../../models/vector/vector.ts";

describe("products", () => {
  it("are those of dot to the last bit, for any number of vectors", () => {
    const table = fc
      .tuple(fc.integer({ min: 1, max: 35 }), fc.nat(), upTo(70), upTo(150))
      .map(([half, seed, rows, columns]) => ({
        rows: vectors(rows, half, seed, -1),
        columns: vectors(columns, half, seed + 1, 1),
      }));
    const property = fc.property(table, ({ rows, columns }) => {
      const expected = rows.map((row) => columns.map((column) => Math.fround(dot(row, column))));
      const ours = products(rows, columns);
      expect(ours.map((row) => row.length)).toEqual(rows.map(() => columns.length));
      // Object.is: not even a zero's sign differs.
      const differing = ours.flatMap((row, y) =>
        [...row].filter((value, x) => !Object.is(value, expected[y]![x])),
      );
      expect(differing).toEqual([]);
    });
    fc.assert(property, { numRuns: 150 });
  });

  it("are the callers' own: later ones leave them as they are", () => {
    const one = [Float32Array.of(1, 2)];
    const [kept] = products(one, one);
    products([Float32Array.of(3, 4)], one);
    expect([...kept!]).toEqual([5]);
  });
});

/**
 * The second half of each repeats the first, times `sign`: what a row of -1 makes with a column of 1
 * is zero but for what was rounded on the way, so that another order of sums shows.
 */
function vectors(count: number, half: number, seed: number, sign: number): Float32Array[] {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return Array.from({ length: count }, () => {
    const first = Array.from({ length: half }, () => next() - 0.5);
    return Float32Array.from([...first, ...first.map((x) => sign * x)]);
  });
}

function upTo(max: number) {
  return fc.integer({ min: 0, max });
}
