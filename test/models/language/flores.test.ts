import { describe, expect, test } from "vitest";
import { crossmodalLanguages, xlmRobertaLanguages } from "../../../models/catalog/languages.ts";
import { floresCode } from "../../../models/language/flores.ts";

describe("The code of FLORES-200", () => {
  test.each([
    ["en", "eng_Latn"],
    ["en-US", "eng_Latn"],
    ["de-CH", "deu_Latn"],
    ["sw", "swh_Latn"],
    ["bn", "ben_Beng"],
    ["ar", "arb_Arab"],
    ["ja", "jpn_Jpan"],
    ["ko", "kor_Hang"],
    ["no", "nob_Latn"],
    ["nn", "nno_Latn"],
    ["fil", "tgl_Latn"],
    ["iw", "heb_Hebr"],
    ["pt-BR", "por_Latn"],
  ])("of %s is %s", (tag, code) => {
    expect(floresCode(tag)).toBe(code);
  });

  test("goes by the script a language is written in", () => {
    expect(["zh", "zh-CN", "zh-TW", "zh-Hant", "yue"].map(floresCode)).toEqual([
      "zho_Hans",
      "zho_Hans",
      "zho_Hant",
      "zho_Hant",
      "yue_Hant",
    ]);
    expect(["ks", "ks-Deva"].map(floresCode)).toEqual(["kas_Arab", "kas_Deva"]);
  });

  test("is that of the language where its script has none", () => {
    expect(floresCode("sr-Latn")).toBe("srp_Cyrl");
  });

  test("of a macrolanguage is that of its most spoken one", () => {
    expect(["fa", "fa-AF", "ku", "ms", "ps", "qu"].map(floresCode)).toEqual([
      "pes_Arab",
      "prs_Arab",
      "kmr_Latn",
      "zsm_Latn",
      "pbt_Arab",
      "quy_Latn",
    ]);
  });

  test("is not there for other languages, and for what is no tag", () => {
    expect([floresCode("tlh"), floresCode("French, please")]).toEqual([undefined, undefined]);
  });

  test("is there for nearly every language of the catalog", () => {
    const without = [...new Set([...crossmodalLanguages, ...xlmRobertaLanguages])];
    expect(without.filter((tag) => floresCode(tag) === undefined)).toEqual(["br", "fy", "la"]);
  });
});
