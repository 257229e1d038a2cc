import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortest } from "../../../../../src/pages/shared/shortest.ts";
import { toJson } from "../../../../../src/pages/compare/export/json.ts";
import { column, cosines, photo, results, sampleModel, tooLarge } from "../sample.ts";

const date = new Date("2026-11-28T12:00:00Z");

describe("the JSON", () => {
  it("holds inputs, settings, models with their answers, and agreement", () => {
    const [left, right] = ["a/one", "b/two"].map((id) => sampleModel({ id, license: "MIT" }));
    const json = toJson(
      results(
        [photo("a.jpg", { expected: "cat" }), photo("b", { source: "https://example.org/b" })],
        ["cat", "dog"],
        [
          column([cosines(0.3, 0.1), tooLarge], { model: left!, latencyMs: 12, costUsd: 0.5 }),
          column([cosines(0.2, 0.1), undefined], { model: right!, state: "STOPPED" }),
        ],
      ),
      ["a photo of {label}"],
      date,
    );
    expect(JSON.parse(json)).toMatchObject({
      date: "2026-11-28T12:00:00.000Z",
      settings: { templates: ["a photo of {label}"] },
      labels: ["cat", "dog"],
      photos: [
        { name: "a.jpg", url: null, expected: "cat" },
        { name: "b", url: "https://example.org/b", expected: null },
      ],
      models: [
        {
          model: { id: "a/one", license: "MIT" },
          latencyMs: 12,
          costUsd: 0.5,
          answers: [{ scores: [0.3, 0.1], similarities: [0.3, 0.1] }, { error: tooLarge }],
        },
        { model: { id: "b/two" }, state: "STOPPED", answers: [{ scores: [0.2, 0.1] }, null] },
      ],
      agreement: [{ left: "a/one", right: "b/two", photos: 1, kendallTau: 1, topMatch: 1 }],
    });
  });

  it("writes each number as short as it can be, and still the same float32", () => {
    expect(shortest(Math.fround(0.1))).toBe(0.1);
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (number) => {
        // JSON has no −0.
        const value = number + 0;
        expect(Math.fround(shortest(value))).toBe(value);
        expect(String(shortest(value)).length).toBeLessThanOrEqual(String(value).length);
      }),
    );
  });
});
