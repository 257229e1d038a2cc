import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutByLength } from "../../../../../providers/onnx/worker/texts/cut-by-length.ts";

const lengthsAndCost = [
  fc.array(fc.integer({ min: 1, max: 77 }), { maxLength: 9 }),
  fc.integer({ min: 0, max: 100 }),
] as const;

describe("cutting a pass by length", () => {
  it("puts every row into exactly one run", () => {
    fc.assert(
      fc.property(...lengthsAndCost, (lengths, runCost) => {
        const rows = cutByLength(lengths, runCost).flat();
        expect(rows.toSorted((a, b) => a - b)).toEqual([...lengths.keys()]);
      }),
    );
  });

  it("finds the cheapest of all ways to cut the sorted rows", () => {
    fc.assert(
      fc.property(...lengthsAndCost, (lengths, runCost) => {
        const runs = cutByLength(lengths, runCost);
        const cost = costOf(
          runs.map((run) => run.map((row) => lengths[row]!)),
          runCost,
        );
        const sorted = lengths.toSorted((a, b) => a - b);
        expect(cost).toBe(Math.min(...waysToCut(sorted).map((way) => costOf(way, runCost))));
      }),
    );
  });

  it("keeps short rows away from a long one, and rows of like length together", () => {
    expect(cutByLength([8, 60, 8, 9, 61, 8], 16)).toEqual([
      [0, 2, 5, 3],
      [1, 4],
    ]);
    expect(cutByLength([8, 9, 10, 8], 16)).toEqual([[0, 3, 1, 2]]);
    expect(cutByLength([], 16)).toEqual([]);
  });
});

function costOf(runs: readonly (readonly number[])[], runCost: number): number {
  return runs.reduce((sum, run) => sum + runCost + run.length * Math.max(...run), 0);
}

function waysToCut(sorted: readonly number[]): number[][][] {
  if (sorted.length === 0) {
    return [[]];
  }
  return sorted.flatMap((_, i) =>
    waysToCut(sorted.slice(i + 1)).map((rest) => [sorted.slice(0, i + 1), ...rest]),
  );
}
