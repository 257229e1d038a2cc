import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cleanText } from "../../../../../providers/onnx/worker/texts/clean-text.ts";
import { unescapeHtml } from "../../../../../providers/onnx/worker/texts/ftfy/html-entities.ts";

/** Text, and what open_clip's cleaning by white space and its canonical one make of it. */
type Cleaned = readonly [text: string, whitespace: string, canonical: string];

const path = join(import.meta.dirname, "../../../../fixtures/tokens/cleaned.json");
const cleaned = JSON.parse(readFileSync(path, "utf8")) as readonly Cleaned[];

describe("Cleaning as open_clip does", () => {
  test(`gives its strings for ${cleaned.length} hard and damaged texts`, () => {
    const wrong = cleaned.filter(
      ([text, whitespace]) => cleanText(text, "open_clip-whitespace") !== whitespace,
    );
    expect(wrong).toEqual([]);
  });

  test("gives its canonical strings, too", () => {
    const wrong = cleaned.filter(
      ([text, , canonical]) => cleanText(text, "open_clip-canonicalize") !== canonical,
    );
    expect(wrong).toEqual([]);
  });

  test("lower-cases where its own tokenizer does", () => {
    expect(cleanText("  Tom &amp;amp; JERRY\n ", "open_clip-lower")).toBe("tom & jerry");
    expect(cleanText("ΟΔΥΣΣΕΥΣ", "open_clip-lower")).toBe("οδυσσευς");
  });

  test("leaves entities in capitals alone where the text has tags", () => {
    expect(cleanText("<i> &EACUTE;", "open_clip-whitespace")).toBe("<i> &EACUTE;");
    expect(cleanText("&EACUTE;", "open_clip-whitespace")).toBe("É");
  });

  test("unescapes twice where ftfy does not unescape at all", () => {
    expect(cleanText("<b> &amp;lt;", "open_clip-whitespace")).toBe("<b> <");
  });

  test("leaves MacRoman alone where its dash looks like half a letter", () => {
    expect(cleanText("Caf√© – bar", "open_clip-whitespace")).toBe("Caf√© – bar");
  });

  test("ends for text that was made to be repaired for ever", () => {
    const nested = `&${"amp;".repeat(100_000)}`;
    expect(cleanText(nested, "open_clip-whitespace")).toMatch(/^&(amp;)*$/);
    expect(cleanText("Ã".repeat(100_000), "open_clip-whitespace")).toHaveLength(100_000);
  });
});

describe("Other cleanings", () => {
  test("SigLIP: lower case, no ASCII punctuation, single spaces, letters composed", () => {
    expect(cleanText("  A Cat's\tPhoto_1: “hi”！ ", "siglip")).toBe("a cats photo1 “hi”！");
    expect(cleanText("s\u0323\u0307 か\u3099 ｶﾞ \u1112\u1161\u11ab", "siglip")).toBe("ṩ が ガ 한");
    expect(cleanText("ΣΑΣ", "siglip")).toBe("σας");
  });

  test("SigLIP 2: lower case of each character by itself", () => {
    expect(cleanText("ΣΑΣ  İ, OK!", "lower")).toBe("σασ  i̇, ok!");
  });

  test("none: the text as it is", () => {
    expect(cleanText("  A &amp; B ", undefined)).toBe("  A &amp; B ");
  });
});

describe("Character references", () => {
  test.each([
    ["&lt;&LT;&ltx;", "<<<x;"],
    ["AT&ampT &notit; &notin;", "AT&T ¬it; ∉"],
    ["&#39;&#x27;&#X27;&#39", "''''"],
    ["&#0;&#xD800;&#1114112;", "\ufffd\ufffd\ufffd"],
    ["&#128;&#x9F;&#129;&#13;", "€Ÿ\x81\r"],
    ["&#1;&#xFDD0;&#xFFFF;&#x10FFFF;&#127;", ""],
    ["&amp;lt;", "&lt;"],
    ["& &; &#; &#x; &unknown;", "& &; &#; &#x; &unknown;"],
  ])("%j are read as %j", (text, unescaped) => {
    expect(unescapeHtml(text)).toBe(unescaped);
  });
});
