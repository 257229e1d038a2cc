import { expect, test } from "vitest";
import { siglip2Languages, siglip2LargeLanguages } from "../../../models/catalog/languages.ts";
import { recallOf, recallRank } from "../../../models/routing/recall.ts";
import { measuredLanguages, recallTable } from "../../../models/routing/recall-table.ts";

const xlm = "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k";
const nllb = "visheratin/nllb-siglip-mrl-large";
const so400m = "google/siglip2-so400m-patch16-384";

// The means that open_clip publishes beside the figures that they are of.
test.each([
  ["openai/clip-vit-base-patch32", 8.1],
  ["laion/CLIP-ViT-H-14-laion2B-s32B-b79K", 15.8],
  ["google/siglip-base-patch16-224", 25.2],
  [xlm, 59.7],
  ["laion/CLIP-ViT-H-14-frozen-xlm-roberta-large-laion5B-s13B-b90k", 65.6],
  ["visheratin/nllb-siglip-mrl-base", 73.8],
  [nllb, 77.8],
])("the column of %s has the published mean, %d", (id, mean) => {
  const figures = Object.values(recallTable.get(id)!);
  expect(figures).toHaveLength(36);
  expect(figures.reduce((sum, figure) => sum + figure, 0) / 36).toBeCloseTo(mean, 1);
});

test("every figure is a percentage of a language that open_clip measured, too", () => {
  expect(measuredLanguages.size).toBe(36);
  for (const column of recallTable.values()) {
    for (const figure of Object.values(column)) {
      expect(figure).toBeGreaterThan(0);
      expect(figure).toBeLessThan(95);
    }
  }
});

test.each([
  ["google/siglip2-base-patch32-256", siglip2Languages],
  ["google/siglip2-base-patch16-224", siglip2Languages],
  ["google/siglip2-large-patch16-256", siglip2LargeLanguages],
  ["google/siglip2-so400m-patch16-256", siglip2LargeLanguages],
  [so400m, siglip2LargeLanguages],
])("%s may list exactly the languages with 20 %% or more", (id, languages) => {
  const found = [...measuredLanguages].filter((language) => recallOf(id, language)! >= 20);
  expect(found.toSorted()).toEqual(languages.toSorted());
});

test("varieties of a language have its figures, and twins those of their weights", () => {
  expect(recallOf(nllb, "nb")).toBe(recallOf(nllb, "no"));
  expect(recallOf(so400m, "zh-Hant-TW")).toBe(67.3);
  expect(recallOf("sentence-transformers/clip-ViT-B-32", "fr")).toBe(35.2);
  expect(recallOf(so400m, "te")).toBeUndefined();
  expect(recallOf("nobody/knows", "fr")).toBeUndefined();
});

test("in a language that nobody measured the mean decides, where a missing figure counts as none", () => {
  expect(recallRank(nllb, "ca")).toBeCloseTo(77.8, 1);
  expect(recallRank(so400m, "ca")).toBeCloseTo(63.5, 1);
  expect(recallRank("nobody/knows", "ca")).toBeUndefined();
});

test("the multilingual text tower of B/32 comes right below XLM-RoBERTa", () => {
  const id = "sentence-transformers/clip-ViT-B-32-multilingual-v1";
  for (const language of ["zh", "ca"]) {
    const above = recallRank(xlm, language)!;
    expect(recallRank(id, language)).toBeLessThan(above);
    expect(recallRank(id, language)).toBeGreaterThan(above - 0.02);
  }
});
