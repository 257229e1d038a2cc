import { fixText } from "./ftfy/ftfy.ts";
import { unescapeHtml } from "./ftfy/html-entities.ts";
import type { Cleaning } from "../../towers.ts";

/** What the reference does to a text before its tokenizer sees it. */
export function cleanText(text: string, cleaning: Cleaning | undefined): string {
  switch (cleaning) {
    case undefined:
      return text;
    case "lower":
      return lowerEach(text);
    case "siglip":
      return compose(singleSpaces(withoutPunctuation(text.toLowerCase())));
    case "open_clip-lower":
      return singleSpaces(basicClean(text)).toLowerCase();
    case "open_clip-whitespace":
      return singleSpaces(basicClean(text));
    case "open_clip-canonicalize":
      return singleSpaces(withoutPunctuation(basicClean(text).replaceAll("_", " ")).toLowerCase());
  }
}

/** open_clip's `basic_clean`. */
function basicClean(text: string): string {
  return unescapeHtml(unescapeHtml(fixText(text)));
}

/**
 * Joins letters and their marks, as SentencePiece does inside the reference: the tokenizers
 * library leaves longer ones apart.
 */
function compose(text: string): string {
  return text.replace(/.[\p{M}\uff9e\uff9f]+|[\u1100-\u11ff]+/gu, (letter) =>
    letter.normalize("NFKC"),
  );
}

/** Character by character, as the tokenizers library does: a final sigma stays a plain one. */
function lowerEach(text: string): string {
  return text.replaceAll("Σ", "σ").toLowerCase();
}

/** Python's `string.punctuation`. */
function withoutPunctuation(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, "");
}

/** Python's `" ".join(text.split())`: its white space is not quite that of `\s`. */
function singleSpaces(text: string): string {
  return text.replace(whiteSpace, " ").replace(/^ | $/g, "");
}

// oxlint-disable-next-line no-control-regex
const whiteSpace = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
