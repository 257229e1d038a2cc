import { describe, expect, it } from "vitest";
import {
  asked,
  asking,
  createScorer,
  noAnswers,
  withPortion,
} from "../../../../src/pages/compare/run/columns.ts";
import { photo, sampleModel } from "./sample.ts";

const model = sampleModel({ activation: "SOFTMAX", logitScale: 10, logitBias: null });
const photos = [photo("a"), photo("b")];
const problem = { code: "TIMEOUT", message: "too slow", retryable: true };
const portion = (answers: Record<string, Float32Array>, facts = {}) => ({
  answers: new Map(Object.entries(answers)),
  latencyMs: 10,
  computed: 1,
  batchSize: 4,
  photosUsd: 0.1,
  labelsUsd: 0.5,
  ...facts,
});
const one = Float32Array.of(0.3, 0.1);
const ids = ["a", "b"];
const begun = asking(noAnswers(model, null), ids);
const columnOf = (answers: typeof begun) => createScorer()(answers, photos, null);

describe("a model's column", () => {
  it("is done when everything is answered, and stopped when something never will be", () => {
    const half = withPortion(begun, portion({ a: one }));
    expect(columnOf(half).state).toBe("RUNNING");
    expect(columnOf(asked(half, ids, null)).state).toBe("STOPPED");
    const whole = withPortion(half, portion({ b: one }));
    expect(columnOf(asked(whole, ids, null)).state).toBe("DONE");
  });

  it("runs on while one photo is tried again, and ends with the last of the askings", () => {
    const half = withPortion(begun, portion({ a: one }));
    const again = asked(withPortion(asking(half, ["a"]), portion({ a: one })), ["a"], null);
    expect(columnOf(again).state).toBe("RUNNING");
    const whole = asked(withPortion(again, portion({ b: one })), ids, null);
    expect(columnOf(whole).state).toBe("DONE");
  });

  it("keeps what one more try of one photo met at that photo, and of all at the model", () => {
    const whole = asked(withPortion(begun, portion({ a: one, b: one })), ids, null);
    const again = columnOf(asked(asking(whole, ["a"]), ["a"], problem));
    expect(again).toMatchObject({ problem: null, state: "DONE" });
    expect(again.cells[0]).toBe(problem);
    expect(columnOf(asked(begun, ids, problem))).toMatchObject({ problem, state: "DONE" });
  });

  it("pays for its labels once, and for every photo", () => {
    const twice = withPortion(
      withPortion(begun, portion({ a: one })),
      portion({ b: one }, { computed: 3, batchSize: 8 }),
    );
    const { costUsd, batchSize, latencyMs } = columnOf(twice);
    expect(costUsd).toBeCloseTo(0.7);
    expect({ batchSize, latencyMs }).toEqual({ batchSize: 7, latencyMs: 20 });
  });

  it("scores the same answer to the same cell, and anew by another activation", () => {
    const scorer = createScorer();
    const answers = withPortion(begun, portion({ a: one }));
    const [cell] = scorer(answers, photos, null).cells;
    expect(scorer(answers, photos, null).cells[0]).toBe(cell);
    const cosine = scorer(answers, photos, "COSINE");
    expect(cosine.activation).toBe("COSINE");
    expect(cosine.cells[0]).toEqual({ scores: one, similarities: one });
    // Without a bias there is no sigmoid: the model keeps its own way.
    expect(scorer(answers, photos, "SIGMOID").cells[0]).toBe(cell);
  });
});
