import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rank, score } from "../../../models/zero-shot/score.ts";

const cosines = Float32Array.of(0.3, 0.2, 0.25);

describe("score", () => {
  it("is softmax(scale · cosine) where the model says so", () => {
    // numpy: np.exp(c * 100 - 30) / sum, c as float32
    const [a, b, c] = score(cosines, { activation: "SOFTMAX", scale: 100 });
    expect(a).toBeCloseTo(0.993262, 5);
    expect(b).toBeCloseTo(0.0000451, 6);
    expect(c).toBeCloseTo(0.0066925, 6);
  });

  it("is sigmoid(scale · cosine + bias), each label on its own, for SigLIP", () => {
    const scores = score(Float32Array.of(0.1, 0.12), {
      activation: "SIGMOID",
      scale: 117.330795,
      bias: -12.932437,
    });
    expect(scores[0]).toBeCloseTo(0.2315896, 4);
    expect(scores[1]).toBeCloseTo(0.7590097, 4);
  });

  it("is the cosine itself where a model publishes no scale", () => {
    expect([...score(cosines, { activation: "COSINE" })]).toEqual([...cosines]);
  });

  it("survives scales and cosines whose exponentials overflow", () => {
    const scores = score(Float32Array.of(1, -1), { activation: "SOFTMAX", scale: 1000 });
    expect([...scores]).toEqual([1, 0]);
  });

  it("adds up to 1 with softmax, whatever the cosines", () => {
    fc.assert(
      fc.property(
        fc.float32Array({ min: -1, max: 1, noNaN: true, minLength: 1 }),
        fc.float({ min: 1, max: 200, noNaN: true }),
        (some, scale) => {
          const total = score(some, { activation: "SOFTMAX", scale }).reduce((a, b) => a + b, 0);
          expect(total).toBeCloseTo(1, 4);
        },
      ),
    );
  });
});

describe("rank", () => {
  it("puts the best first and keeps the order of equals", () => {
    expect(rank(Float32Array.of(0.1, 0.5, 0.5, 0.9))).toEqual([3, 1, 2, 0]);
  });
});
