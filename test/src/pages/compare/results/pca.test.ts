import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { centred, project } from "../../../../../src/pages/compare/results/pca.ts";

const golden = JSON.parse(readFileSync("test/fixtures/pages/pca.json", "utf8")) as {
  cases: { name: string; vectors: number[][]; points: [number, number][]; shares: number[] }[];
};

describe("principal components", () => {
  it.each(golden.cases)("are NumPy's: $name", ({ vectors, points, shares }) => {
    const projection = project(vectors.map((vector) => Float32Array.from(vector)));
    expect(projection.points).toHaveLength(points.length);
    for (const [i, [x, y]] of points.entries()) {
      expect(projection.points[i]![0]).toBeCloseTo(x, 5);
      expect(projection.points[i]![1]).toBeCloseTo(y, 5);
    }
    expect(projection.shares[0]).toBeCloseTo(shares[0]!, 8);
    expect(projection.shares[1]).toBeCloseTo(shares[1]!, 8);
  });

  it("keep all distances of points that lie on a plane", () => {
    const corners = [
      [0, 0, 5, 0],
      [3, 0, 5, 0],
      [3, 4, 5, 0],
    ].map((corner) => Float32Array.from(corner));
    const { points, shares } = project(corners);
    const apart = (i: number, j: number) =>
      Math.hypot(points[i]![0] - points[j]![0], points[i]![1] - points[j]![1]);
    expect([apart(0, 1), apart(1, 2), apart(0, 2)].map((d) => d.toFixed(9))).toEqual([
      "3.000000000",
      "4.000000000",
      "5.000000000",
    ]);
    expect(shares[0] + shares[1]).toBeCloseTo(1, 12);
  });

  it("find both of two axes along which there is as much", () => {
    const corners = [0, 1, 2, 3].map((i) => {
      const corner = new Float32Array(6);
      corner[i % 2] = i < 2 ? 1 : -1;
      return corner;
    });
    const { points, shares } = project(corners);
    expect(shares).toEqual([expect.closeTo(0.5, 9), expect.closeTo(0.5, 9)]);
    expect(points.map(([x, y]) => Math.hypot(x, y))).toEqual(corners.map(() => expect.closeTo(1)));
  });

  it("put vectors that are all the same on one point", () => {
    const same = [1, 2, 3].map(() => Float32Array.of(0.6, 0.8));
    const zero = [expect.closeTo(0), expect.closeTo(0)];
    expect(project(same)).toEqual({ points: [zero, zero, zero], shares: [0, 0] });
  });

  it("need no vectors, and take one", () => {
    expect(project([])).toEqual({ points: [], shares: [0, 0] });
    const { points, shares } = project([Float32Array.of(1, 0)]);
    expect(points).toEqual([[expect.closeTo(0), expect.closeTo(0)]]);
    expect(shares).toEqual([0, 0]);
  });
});

describe("centred vectors", () => {
  it("have the mean 0, and the same differences", () => {
    const rows = centred([Float32Array.of(1, 2), Float32Array.of(3, 8)]);
    expect(rows.map((row) => [...row])).toEqual([
      [-1, -3],
      [1, 3],
    ]);
  });
});
