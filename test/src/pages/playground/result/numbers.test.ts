import { describe, expect, it } from "vitest";
import { numberText } from "../../../../../src/pages/playground/result/numbers.ts";

describe("numbers in a result", () => {
  it("have three digits, and look like 0 and 1 only if they are", () => {
    const scores = [0, 0.00000244, 0.0005, 0.25, 0.9994, 0.99992585, 1];
    expect(scores.map((score) => numberText(score, "score"))).toEqual([
      "0.000",
      "< 0.001",
      "0.001",
      "0.250",
      "0.999",
      "> 0.999",
      "1.000",
    ]);
  });

  it("are rounded where they are cosines, never to -0", () => {
    const cosines = [-0.0096, -0.00001, 0.00007, 0.38, 0.9999];
    expect(cosines.map((cosine) => numberText(cosine, "cosine"))).toEqual([
      "-0.010",
      "0.000",
      "0.000",
      "0.380",
      "1.000",
    ]);
  });
});
