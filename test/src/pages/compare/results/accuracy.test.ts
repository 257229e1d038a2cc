import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accuracyOf,
  confusionOf,
  expectationsOf,
  shareOf,
} from "../../../../../src/pages/compare/results/accuracy.ts";
import { column, cosines, photo, tooLarge } from "../sample.ts";

const labels = ["cat", "dog", "cup"];
const cat = cosines(0.3, 0.2, 0.1);
const dog = cosines(0.2, 0.3, 0.1);
const cup = cosines(0.1, 0.2, 0.3);

describe("what is expected", () => {
  const photos = [
    photo("a", { expected: "cup" }),
    photo("b"),
    photo("c", { expected: "fox" }),
    photo("d", { expected: "cat" }),
  ];
  it("tells photos whose expected label is none of the labels from those without one", () => {
    expect(expectationsOf(photos, labels)).toEqual({
      expected: [2, null, null, 0],
      outside: [2],
      withLabel: 2,
    });
  });
});

describe("accuracy", () => {
  it("counts photos whose best label is the expected one, of those that were answered", () => {
    const accuracy = accuracyOf(
      column([cat, cat, dog, tooLarge, undefined, cup]),
      [0, 1, 1, 2, 0, null],
      3,
    );
    expect(accuracy.first).toMatchObject({ count: 2, total: 3 });
    expect(accuracy.unanswered).toBe(2);
    expect(accuracy.firstThree).toBeNull();
  });

  it("counts the first three, too, of more than five labels", () => {
    const six = cosines(0.6, 0.5, 0.4, 0.3, 0.2, 0.1);
    const { first, firstThree } = accuracyOf(column([six, six, six]), [0, 2, 3], 6);
    expect([first.count, firstThree?.count, firstThree?.total]).toEqual([1, 2, 3]);
  });

  it("goes by cosines, which differ where scores have run into 1", () => {
    const saturated = {
      scores: Float32Array.of(1, 1),
      similarities: Float32Array.of(0.3, 0.31),
    };
    expect(accuracyOf(column([saturated]), [1], 2).first.count).toBe(1);
  });
});

describe("the interval of a share", () => {
  it.each([
    // SciPy 1.17.1: binomtest(count, total).proportion_ci(method="wilson")
    [0, 10, 0, 0.2775328],
    [8, 10, 0.49016247, 0.94331783],
    [10, 10, 0.7224672, 1],
    [50, 100, 0.40383153, 0.59616847],
  ])("of %i of %i is Wilson’s", (count, total, low, high) => {
    const share = shareOf(count, total);
    expect(share.low).toBeCloseTo(low, 6);
    expect(share.high).toBeCloseTo(high, 6);
  });

  it("holds the share, within 0 and 1", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (a, b) => {
        const [count, total] = [Math.min(a, b), Math.max(a, b)];
        const { low, high } = shareOf(count, total);
        const share = total === 0 ? 0.5 : count / total;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(share + 1e-12);
        expect(high).toBeGreaterThanOrEqual(share - 1e-12);
      }),
    );
  });
});

describe("confusion", () => {
  it("counts what was said for what was expected, of the labels that occur", () => {
    const confusion = confusionOf(column([cat, dog, dog, dog, tooLarge, cup]), [
      0,
      0,
      0,
      1,
      2,
      null,
    ]);
    expect(confusion).toEqual({
      expected: [0, 1],
      said: [0, 1],
      counts: [
        [1, 2],
        [0, 1],
      ],
      mixedUp: [{ expected: 0, said: 1, count: 2 }],
    });
  });

  it("has a column for a label that was said and never expected", () => {
    const { expected, said, counts } = confusionOf(column([cup, cat]), [0, 0]);
    expect({ expected, said, counts }).toEqual({ expected: [0], said: [0, 2], counts: [[1, 1]] });
  });
});
