import { describe, expect, it } from "vitest";
import { formatCosine, formatScore } from "../../../../../src/pages/compare/results/numbers.ts";

const percent = (score: number, activation: "SOFTMAX" | "SIGMOID" = "SOFTMAX") =>
  formatScore(score, activation).replaceAll("\u00a0", " ");

describe("a score as text", () => {
  it("is a percentage with two digits that count", () => {
    expect([0.24, 0.0951, 0.0345, 0.98].map((score) => percent(score))).toEqual([
      "24 %",
      "9.5 %",
      "3.5 %",
      "98 %",
    ]);
  });

  it("has one more digit close to 100", () => {
    expect([0.99, 0.9949, 0.9994, 0.9996, 1].map((score) => percent(score))).toEqual([
      "99.0 %",
      "99.5 %",
      "99.9 %",
      "100 %",
      "100 %",
    ]);
  });

  it("says of a small share of a softmax that it is small, and of a sigmoid how small", () => {
    expect([0.004, 0.0006, 0.0004, 0].map((score) => percent(score))).toEqual([
      "0.4 %",
      "0.1 %",
      "< 0.1 %",
      "< 0.1 %",
    ]);
    expect(
      [0.004, 0.0009999, 0.00031, 0.000024, 0.000004].map((s) => percent(s, "SIGMOID")),
    ).toEqual(["0.40 %", "0.10 %", "0.031 %", "0.002 %", "< 0.001 %"]);
  });

  it("is a cosine with three digits, a sign of its own, and no negative zero", () => {
    expect(formatScore(0.3123, "COSINE")).toBe("0.312");
    expect(formatCosine(-0.0204)).toBe("\u22120.020");
    expect(formatCosine(-0.0004)).toBe("0.000");
  });
});
