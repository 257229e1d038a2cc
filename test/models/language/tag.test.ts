import { describe, expect, test } from "vitest";
import { isEnglish, lists, parseLanguage } from "../../../models/language/tag.ts";
import { recallOf, recallRank } from "../../../models/routing/recall.ts";
import { models } from "../routing/world.ts";

describe("a language tag", () => {
  test.each([
    ["EN-us", "en-US"],
    ["eng", "en"],
    ["iw", "he"],
    ["zh-hant-tw", "zh-Hant-TW"],
    ["tl", "fil"],
    ["und", "en"],
    ["und-Cyrl", "ru"],
    ["mul", "mul"],
  ])("%s is read as %s", (tag, canonical) => {
    expect(parseLanguage(tag)).toBe(canonical);
  });

  test.each(["", "e", "pt_BR", "french", "en-", "x-y", "12", "en us", "🇫🇷"])(
    "%j is refused",
    (tag) => {
      expect(() => parseLanguage(tag)).toThrow(
        expect.objectContaining({ code: "BAD_INPUT", message: expect.stringContaining('"pt-BR"') }),
      );
    },
  );

  test("English is en with any region, and nothing else", () => {
    expect(["en", "en-GB", "en-Latn-ZA"].every(isEnglish)).toBe(true);
    expect(["enm", "eo", "fr", "zxx"].some(isEnglish)).toBe(false);
  });
});

test("a model lists a language in all its regions, scripts and written standards", () => {
  const byId = (id: string) => models.find((model) => model.id === id)!;
  const multilingual = byId("sentence-transformers/clip-ViT-B-32-multilingual-v1");
  for (const tag of ["zh", "zh-Hant", "pt-PT", "no", "nn", "yue-HK"]) {
    expect(lists(multilingual, tag), tag).toBe(true);
  }
  expect(lists(multilingual, "sw")).toBe(false);
  expect(lists(byId("openai/clip-vit-base-patch32"), "fr")).toBe(false);
});

describe("recall by language", () => {
  const xlm = "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k";
  const multilingual = "sentence-transformers/clip-ViT-B-32-multilingual-v1";

  test("is the published figure", () => {
    expect(recallOf("openai/clip-vit-base-patch32", "zh-CN")).toBe(1.1);
    expect(recallOf("sentence-transformers/clip-ViT-B-32", "fr")).toBe(35.2);
    expect(recallOf(xlm, "ja")).toBe(81.2);
    expect(recallOf(xlm, "nb")).toBe(67.8);
    expect(recallOf("google/siglip2-base-patch16-224", "fr-CA")).toBe(84.3);
    expect(recallOf("google/siglip2-base-patch16-224", "sw")).toBeUndefined();
    expect(recallOf(multilingual, "fr")).toBeUndefined();
  });

  test("puts multilingual-v1 between XLM-RoBERTa and what is below that", () => {
    for (const language of ["fr", "zh", "tr", "ca"]) {
      const rank = recallRank(multilingual, language)!;
      expect(rank).toBeLessThan(recallRank(xlm, language)!);
      expect(rank).toBeGreaterThan(recallRank(xlm, language)! - 0.1);
    }
  });

  test.each([
    ["openai/clip-vit-base-patch32", 8.1],
    ["laion/CLIP-ViT-B-32-laion2B-s34B-b79K", 12.2],
    ["openai/clip-vit-large-patch14", 10.0],
    ["laion/CLIP-ViT-H-14-laion2B-s32B-b79K", 15.8],
    ["google/siglip-base-patch16-224", 25.2],
    [xlm, 59.7],
  ])("of %s has the published mean, which stands for languages not in the table", (id, mean) => {
    expect(recallRank(id, "ca")).toBeCloseTo(mean, 1);
  });

  test("is unknown of a model in no table", () => {
    expect(recallRank("parallax/mini", "fr")).toBeUndefined();
  });
});
