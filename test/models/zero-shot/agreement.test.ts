import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  agreementOnImage,
  kendallTau,
  meanAgreement,
} from "../../../models/zero-shot/agreement.ts";

interface Table {
  readonly pairs: readonly {
    readonly a: number[];
    readonly b: number[];
    readonly tau: number | null;
  }[];
}
const url = new URL("../../fixtures/kendall/kendall.json", import.meta.url);
const { pairs } = JSON.parse(readFileSync(url, "utf8")) as Table;

describe("Kendall's tau-b", () => {
  test("is SciPy's on rows with and without ties", () => {
    expect(pairs).toHaveLength(26);
    expect(pairs.filter(({ tau }) => tau === null)).toHaveLength(4);
    for (const { a, b, tau } of pairs) {
      const own = kendallTau(a, b);
      if (tau === null) {
        expect(own).toBeNull();
      } else {
        expect(own).toBeCloseTo(tau, 12);
      }
    }
  });

  test("is symmetric, turns its sign with one row, and stays within −1 and 1", () => {
    const rows = fc.integer({ min: 0, max: 12 }).chain((n) => fc.tuple(row(n), row(n)));
    fc.assert(
      fc.property(rows, ([a, b]) => {
        const tau = kendallTau(a, b);
        expect(kendallTau(b, a)).toBe(tau);
        if (tau === null) {
          return;
        }
        expect(Math.abs(tau)).toBeLessThanOrEqual(1);
        expect(
          kendallTau(
            a,
            b.map((x) => -x),
          ),
        ).toBeCloseTo(-tau, 12);
        // Only the order counts.
        expect(
          kendallTau(
            a.map((x) => 3 * x + 7),
            b,
          ),
        ).toBe(tau);
      }),
    );
  });
});

describe("agreement of two models", () => {
  test("is the mean over the images that both answered", () => {
    const left = [[0.3, 0.2, 0.1], [0.1, 0.2, 0.3], null, [1, 2, 3]];
    const right = [[30, 20, 10], [0.3, 0.2, 0.1], [1, 2, 3], null];
    expect(agreement(left, right)).toEqual({ kendallTau: 0, topMatch: 0.5 });
  });

  test("is null where it is undefined: one text, all tied, no image in common", () => {
    expect(agreement([[0.5]], [[0.7]])).toEqual({ kendallTau: null, topMatch: 1 });
    expect(agreement([[1, 1]], [[1, 2]])).toEqual({ kendallTau: null, topMatch: 0 });
    expect(agreement([null], [[1, 2]])).toEqual({ kendallTau: null, topMatch: null });
    expect(agreement([], [])).toEqual({ kendallTau: null, topMatch: null });
  });

  test("takes the first of equally good texts as the best, as a list of labels does", () => {
    const rows = (...values: number[]) => [Float32Array.from(values)];
    expect(agreement(rows(2, 2, 1), rows(3, 1, 2)).topMatch).toBe(1);
    expect(agreement(rows(2, 2, 1), rows(1, 3, 2)).topMatch).toBe(0);
  });
});

type Rows = readonly (ArrayLike<number> | null)[];

function agreement(left: Rows, right: Rows) {
  return meanAgreement(left.map((row, i) => agreementOnImage(row, right[i]!)));
}

function row(length: number) {
  return fc.array(fc.integer({ min: -3, max: 3 }), { minLength: length, maxLength: length });
}
