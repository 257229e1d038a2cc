import { expect, test } from "vitest";
import { cohere } from "../../models/catalog/cohere.ts";
import { gemini } from "../../models/catalog/gemini.ts";
import { catalog } from "../../models/catalog/index.ts";
import { vertex } from "../../models/catalog/vertex.ts";
import { voyage } from "../../models/catalog/voyage.ts";
import type { Pricing } from "../../models/model.ts";
import { estimateUsd, mostUsd, unitText } from "../../models/price.ts";

const price = (per: number, unit: Pricing["unit"], usd = 1): Pricing => ({
  modality: "TEXT",
  per,
  unit,
  usd,
});

test("a price is for so many of a unit, and is told as people say it", () => {
  const used = { token: 3000, embedding: 2, character: 700, image: 5, second: 10, pixel: 2.5e6 };
  const cases: [number, Pricing["unit"], number, string][] = [
    [1e6, "token", 0.003, "1M tokens"],
    [1e9, "pixel", 0.0025, "1B pixels"],
    [1000, "embedding", 0.002, "1K embeddings"],
    [2000, "character", 0.35, "2K characters"],
    [100, "image", 0.05, "100 images"],
    [1, "image", 5, "image"],
    [1, "second", 10, "second"],
  ];
  for (const [per, unit, usd, text] of cases) {
    expect(estimateUsd([price(per, unit)], "TEXT", used), text).toBeCloseTo(usd, 12);
    expect(unitText({ per, unit })).toBe(text);
  }
  expect(estimateUsd([price(1, "second")], "TEXT", { token: 1 })).toBe(0);
});

test("what has no price, or was not counted, costs nothing", () => {
  expect(estimateUsd([], "TEXT", { token: 1 })).toBe(0);
  expect(estimateUsd([price(1e6, "token")], "IMAGE", { token: 1 })).toBe(0);
  expect(estimateUsd([price(1e6, "token")], "TEXT", { token: undefined })).toBe(0);
});

test("every price of the catalog can be counted with", () => {
  const used = { token: 1, embedding: 1, character: 1, image: 1, second: 1, pixel: 1 };
  for (const { id, pricing } of catalog) {
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

test("the most that an image may cost is known before only the answer tells its tokens", () => {
  const image = { modality: "IMAGE", bytes: new Uint8Array() } as const;
  expect(mostUsd(cohere[0]!, image)).toBeCloseTo(0.0071, 4);
  expect(mostUsd(vertex[0]!, image)).toBeCloseTo(0.0001, 12);
  expect(mostUsd(gemini[0]!, image)).toBeCloseTo(0.00012, 12);
  expect(mostUsd(voyage[0]!, image)).toBeCloseTo(0.0012, 12);
});
