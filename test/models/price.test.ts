import { expect, test } from "vitest";
import { cohere } from "../../models/catalog/cohere.ts";
import { vertex } from "../../models/catalog/vertex.ts";
import type { Pricing } from "../../models/model.ts";
import { estimateUsd } from "../../models/price.ts";

const price = (unit: string, usd = 1): Pricing => ({ modality: "TEXT", unit, usd });

test("units say what is counted, and how many of it the price is for", () => {
  const used = { token: 3000, embedding: 2, character: 700, image: 5, second: 10 };
  const cases: [string, number][] = [
    ["1M tokens", 0.003],
    ["1K embeddings", 0.002],
    ["1k characters", 0.7],
    ["1M image tokens", 0.003],
    ["1,000 images", 0.005],
    ["image", 5],
    ["second", 10],
    ["minute", 0],
  ];
  for (const [unit, usd] of cases) {
    expect(estimateUsd([price(unit)], "TEXT", used), unit).toBeCloseTo(usd, 12);
  }
});

test("what has no price, or was not counted, costs nothing", () => {
  expect(estimateUsd([], "TEXT", { token: 1 })).toBe(0);
  expect(estimateUsd([price("1M tokens")], "IMAGE", { token: 1 })).toBe(0);
  expect(estimateUsd([price("1M tokens")], "TEXT", { token: undefined })).toBe(0);
});

test("every price of the catalog can be counted with", () => {
  const used = { token: 1, embedding: 1, character: 1, image: 1, second: 1 };
  for (const { id, pricing } of [...cohere, ...vertex]) {
    for (const { modality, unit } of pricing) {
      expect(estimateUsd(pricing, modality, used), `${id}: ${unit}`).toBeGreaterThan(0);
    }
  }
  const { pricing } = vertex[0]!;
  const seconds = ["Essential", "Standard", "Plus"].map((mode) =>
    estimateUsd(pricing, "VIDEO", { second: 1 }, mode),
  );
  expect(new Set(seconds).size).toBe(3);
});
