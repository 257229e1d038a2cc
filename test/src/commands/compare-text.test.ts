import { describe, expect, it } from "vitest";
import type { ComparedModel } from "../../../src/commands/compare-query.ts";
import { compareText, type Comparison } from "../../../src/commands/compare-text.ts";

const answered = (id: string, scores: Record<string, number>, costUsd = 0): ComparedModel => ({
  model: { id },
  error: null,
  latencyMs: 12.4,
  dimensions: 512,
  costUsd,
  classifications: [
    {
      activation: "SOFTMAX",
      labels: Object.entries(scores)
        .map(([label, score]) => ({ label, score, similarity: score }))
        .toSorted((a, b) => b.score - a.score),
    },
  ],
});
const failed = (id: string, message: string): ComparedModel => ({
  model: { id },
  error: { code: "MODEL_UNAVAILABLE", message },
  latencyMs: null,
  dimensions: null,
  costUsd: null,
  classifications: null,
});
const comparison: Comparison = {
  images: ["photo.jpg"],
  texts: ["a cat", "一匹の犬"],
  errors: [],
  results: [
    answered("one/model", { "a cat": 0.25, 一匹の犬: 0.75 }),
    answered("cloud", { "a cat": 0.9, 一匹の犬: 0.1 }, 0.000213),
  ],
  agreement: [{ left: { id: "one/model" }, right: { id: "cloud" }, kendallTau: -1, topMatch: 0 }],
};

describe("the text of a comparison", () => {
  it("aligns scores and ranks, models, and agreement", () => {
    expect(compareText(comparison, 120)).toBe(
      `photo.jpg
          one/model      cloud
a cat     0.2500 #2  0.9000 #1
一匹の犬  0.7500 #1  0.1000 #2

model      scores   dims  latency      cost
one/model  softmax   512    12 ms      free
cloud      softmax   512    12 ms  $0.00021

agreement on the order of the texts  tau-b  same best text
one/model and cloud                  -1.00             0 %
`,
    );
  });

  it("numbers the models where their names do not fit side by side", () => {
    const out = compareText(comparison, 30);
    expect(out).toMatch(/ {2,}\[1\] {2,}\[2\]$/m);
    expect(out).toMatch(/^\[2\] cloud +softmax/m);
  });

  it("says what failed: a model once, an image with its name", () => {
    const results = [failed("a", "a is not available."), failed("b", "Its process keeps dying.")];
    const path = ["compare", "results", 1, "classifications", 0];
    const out = compareText(
      { ...comparison, results, errors: [{ message: "It is no image.", path }], agreement: [] },
      120,
    );
    expect(out).toMatch(/^a cat +– +–$/m);
    expect(out).toMatch(/^a +failed$/m);
    expect(out).toContain("\na is not available. (MODEL_UNAVAILABLE)\n");
    expect(out).toContain("\nb: Its process keeps dying. (MODEL_UNAVAILABLE)\n");
    expect(out).toContain("\nb: photo.jpg: It is no image.\n");
    expect(out).not.toContain("tau-b");
  });

  it("has a dash where agreement is not defined", () => {
    const [pair] = comparison.agreement;
    const agreement = [{ ...pair!, kendallTau: null, topMatch: null }];
    expect(compareText({ ...comparison, agreement }, 120)).toMatch(/cloud +– +–$/m);
  });
});
