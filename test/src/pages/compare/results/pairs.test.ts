import { describe, expect, it } from "vitest";
import { inWords, pairsOf, sameOrder } from "../../../../../src/pages/compare/results/pairs.ts";
import { column, cosines, tooLarge } from "../sample.ts";

const up = cosines(0.1, 0.2, 0.3, 0.4);
const down = cosines(0.4, 0.3, 0.2, 0.1);
const swapped = cosines(0.1, 0.2, 0.4, 0.3);

describe("the agreement of models", () => {
  it("is one entry for each two, in the order of the models", () => {
    const [a, b, c] = [column([up]), column([up]), column([up])];
    expect(pairsOf([a, b, c]).map(({ left, right }) => [left, right])).toEqual([
      [a, b],
      [a, c],
      [b, c],
    ]);
  });

  it("is the mean over the photos that both answered", () => {
    const [pair] = pairsOf([
      column([up, up, up, tooLarge, undefined]),
      column([up, down, tooLarge, up, up]),
    ]);
    expect(pair).toMatchObject({ photos: 2, kendallTau: 0, topMatch: 0.5 });
  });

  it("names the photos that the models order most differently, the furthest first", () => {
    const left = [up, up, up, up, up, up, up, up];
    const right = [swapped, down, up, swapped, swapped, down, swapped, swapped];
    const [pair] = pairsOf([column(left), column(right)]);
    expect(pair!.apart.map(({ photo }) => photo)).toEqual([1, 5, 0, 3, 4]);
    expect(pair!.apart[0]!.kendallTau).toBe(-1);
    expect(pair!.apart[2]!.kendallTau).toBeCloseTo(2 / 3);
  });

  it("names no photo where the order is the same", () => {
    expect(pairsOf([column([up]), column([up])])[0]!.apart).toEqual([]);
  });

  it("is unknown where no photo has two answers, or all labels are tied", () => {
    expect(pairsOf([column([up]), column([undefined])])[0]).toMatchObject({
      photos: 0,
      kendallTau: null,
      topMatch: null,
    });
    const tied = cosines(0.1, 0.1, 0.1, 0.1);
    expect(pairsOf([column([up]), column([tied])])[0]).toMatchObject({
      photos: 1,
      kendallTau: null,
      topMatch: 0,
    });
  });

  it("is said in words, and as the share of pairs of labels in the same order", () => {
    expect([1, 0.9, 0.6, 0.3, 0, -0.1, -0.9].map(inWords)).toEqual([
      "the same order",
      "nearly the same order",
      "a similar order",
      "a loosely similar order",
      "hardly related orders",
      "hardly related orders",
      "mostly the reverse order",
    ]);
    // Of the six pairs of four labels, a swap of neighbours turns one around.
    const [pair] = pairsOf([column([up]), column([swapped])]);
    expect(sameOrder(pair!.kendallTau!)).toBeCloseTo(5 / 6);
  });
});
