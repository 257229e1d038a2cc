import { describe, expect, it } from "vitest";
import { backgroundOf, noneFits, ranking } from "../../../../../src/pages/compare/results/judge.ts";
import { problem, scores, softmax } from "./fixtures.ts";

const labels = ["a cat", "a dog", "a cup", "a rocket", "a fish"];

/** Cosines around 0.2, as wrong labels have with many models; the same ones in every run. */
function wrong(photo: number): number[] {
  return labels.map((_, label) => 0.2 + 0.02 * Math.sin(7 * photo + 3 * label));
}

/** Eight photos of which each has a label that stands out, and what is asked for after them. */
function withBackground(cosines: readonly number[]) {
  const cells = Array.from({ length: 8 }, (_, photo) =>
    softmax(wrong(photo).with(photo % labels.length, 0.32)),
  );
  const asked = softmax(cosines);
  return { asked, background: backgroundOf({ cells: [...cells, asked] }) };
}

describe("the order of the labels", () => {
  it("has the highest score first", () => {
    expect(ranking(scores([0.2, 0.5, 0.3]))).toEqual([1, 2, 0]);
  });

  it("goes by cosines where scores are rounded to the same, then by the labels' order", () => {
    expect(ranking(scores([0, 0, 1, 0], [0.1, 0.3, 0.5, 0.3]))).toEqual([2, 1, 3, 0]);
  });
});

describe("whether none of the labels fits", () => {
  it("is said with the two best scores where a softmax is shared by many", () => {
    const flat = scores([0.2, 0.24, 0.22, 0.18, 0.16]);
    expect(noneFits(flat, labels, "SOFTMAX", null)).toBe(
      "None fits well: the best, “a dog”, has 24\u00a0% and the next 22\u00a0%.",
    );
  });

  it("is not said where one label has most, or two share it all", () => {
    expect(noneFits(scores([0.8, 0.1, 0.05, 0.03, 0.02]), labels, "SOFTMAX", null)).toBeNull();
    expect(noneFits(scores([0.51, 0.49, 0, 0, 0]), labels, "SOFTMAX", null)).toBeNull();
  });

  it("is not said where two labels share nearly all, as one that is there twice", () => {
    const twice = scores([0.47, 0.47, 0.03, 0.02, 0.01]);
    expect(noneFits(twice, labels, "SOFTMAX", null)).toBeNull();
  });

  it("quotes a long label in short", () => {
    const long = ["a cat that ".repeat(30), ...labels.slice(1)];
    const none = noneFits(scores([0.24, 0.2, 0.2, 0.18, 0.18]), long, "SOFTMAX", null);
    expect(none).toContain("a c…”, has 24");
    expect(none!.length).toBeLessThan(150);
  });

  it("is not said of flat scores if the cosine stands out: then several fit", () => {
    const { asked, background } = withBackground([0.32, 0.321, 0.32, 0.319, 0.2]);
    expect(noneFits(asked, labels, "SOFTMAX", null)).toMatch(/^None fits well/);
    expect(noneFits(asked, labels, "SOFTMAX", background)).toBeNull();
  });

  it("is said where the best cosine is what wrong labels reach in the same model", () => {
    const { asked, background } = withBackground([0.2, 0.22, 0.19, 0.2, 0.2]);
    expect(noneFits(asked, labels, "COSINE", background)).toMatch(
      /^None fits well: the best, “a dog”, has a cosine of 0\.220, and .* wrong labels reach 0\.2\d\d\.$/,
    );
    expect(noneFits(asked, labels, "SOFTMAX", background)).toMatch(/^None fits well/);
  });

  it("is not said of a cosine that stands out, however low it is in another model", () => {
    const { asked, background } = withBackground([0.2, 0.32, 0.19, 0.2, 0.2]);
    expect(noneFits(asked, labels, "COSINE", background)).toBeNull();
    expect(noneFits(asked, labels, "SOFTMAX", background)).toBeNull();
  });

  it("does not hang on where a model's cosines lie and how far they spread", () => {
    const all = Array.from({ length: 10 }, (_, photo) => wrong(photo).with(0, 0.15 + photo * 0.02));
    const said = (scale: number, shift: number) => {
      const cells = all.map((cosines) => {
        const moved = cosines.map((cosine) => cosine * scale + shift);
        return scores(moved, moved);
      });
      const background = backgroundOf({ cells });
      return cells.map((cell) => noneFits(cell, labels, "COSINE", background) !== null);
    };
    expect(said(1, 0)).toEqual(said(3, -0.4));
    expect(new Set(said(1, 0))).toEqual(new Set([true, false]));
  });

  it("is not said of a low cosine if the softmax is sure", () => {
    const { background } = withBackground(wrong(9));
    const sure = scores([0.97, 0.01, 0.01, 0.005, 0.005], [0.2, 0.15, 0.15, 0.14, 0.14]);
    expect(noneFits(sure, labels, "SOFTMAX", background)).toBeNull();
  });

  it("is said where no sigmoid reaches a thousandth, and not where one does", () => {
    const none = scores([0.0002, 0.00001, 0, 0, 0]);
    expect(noneFits(none, labels, "SIGMOID", null)).toMatch(
      /^None fits: .* has only 0\.020\u00a0%/,
    );
    expect(noneFits(scores([0.004, 0, 0, 0, 0]), labels, "SIGMOID", null)).toBeNull();
  });

  it("is never said of one label alone, and of cosines only beside other photos", () => {
    expect(noneFits(scores([1]), ["a cat"], "SOFTMAX", null)).toBeNull();
    expect(noneFits(scores([0.1, 0.1]), ["a cat", "a dog"], "COSINE", null)).toBeNull();
  });
});

describe("what a model's cosines are for wrong labels", () => {
  it("is not known from a few photos, or from those that failed", () => {
    const many = (photo: number) => softmax([...wrong(photo), ...wrong(photo + 1)]);
    const three = [many(0), many(1), many(2)];
    expect(backgroundOf({ cells: three })).toBeNull();
    expect(backgroundOf({ cells: [...three, undefined, problem] })).toBeNull();
    expect(backgroundOf({ cells: [...three, many(3)] })).not.toBeNull();
  });

  it("leaves out the best label of each photo, which may be right", () => {
    const cells = Array.from({ length: 16 }, (_, photo) => softmax([0.1 + photo / 1000, 0.4]));
    expect(backgroundOf({ cells })?.median).toBeCloseTo(0.1075);
  });
});
