/** The language that a text's letters alone give away, and the name of what gave it away. */
export interface Written {
  readonly language: string;
  readonly because: string;
}

/**
 * Reads the script, not the words, so it is certain of "not Latin" and a stated default within a
 * script that several languages share: Russian for Cyrillic, Arabic, Hindi for Devanagari.
 *
 * @returns undefined for a text in Latin letters, or without letters
 */
export function languageByScript(text: string): Written | undefined {
  const letters = text.match(/\p{Letter}/gu)?.length ?? 0;
  let found: { script: Script; count: number } | undefined;
  for (const script of scripts) {
    const count = text.match(script.letters)?.length ?? 0;
    if (count > (found?.count ?? 0)) {
      found = { script, count };
    }
  }
  if (!found) {
    return undefined;
  }
  const { script, count } = found;
  // One ideograph is a word; one Greek letter among Latin ones is a formula.
  const weight = script.weight ?? 1;
  const share = (count * weight) / (count * weight + letters - count);
  if (count * weight < 2 || share < (script.share ?? 0.15)) {
    return undefined;
  }
  const telling = script.unless?.find(([marks]) => marks.test(text));
  return { language: telling?.[1] ?? script.language, because: `${script.name} letters` };
}

interface Script {
  readonly name: string;
  readonly letters: RegExp;
  readonly language: string;
  /** Letters that only another language of the script has; the first that occurs decides. */
  readonly unless?: readonly (readonly [RegExp, string])[];
  readonly weight?: number;
  readonly share?: number;
}

const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

const scripts: readonly Script[] = [
  {
    name: "Chinese",
    letters: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
    language: "zh",
    unless: [[kana, "ja"]],
    weight: 2,
  },
  { name: "Korean", letters: /\p{Script=Hangul}/gu, language: "ko", weight: 2 },
  {
    name: "Cyrillic",
    letters: /\p{Script=Cyrillic}/gu,
    language: "ru",
    unless: [
      [/[ђћџљњ]/iu, "sr"],
      [/[ѓќѕ]/iu, "mk"],
      [/ў/iu, "be"],
      [/[іїєґ]/iu, "uk"],
    ],
  },
  {
    name: "Arabic",
    letters: /\p{Script=Arabic}/gu,
    language: "ar",
    unless: [
      [/[ٹڈڑںے]/u, "ur"],
      [/[پچژگ]/u, "fa"],
    ],
  },
  { name: "Greek", letters: /\p{Script=Greek}/gu, language: "el", share: 0.5 },
  { name: "Hebrew", letters: /\p{Script=Hebrew}/gu, language: "he" },
  { name: "Thai", letters: /\p{Script=Thai}/gu, language: "th" },
  { name: "Devanagari", letters: /\p{Script=Devanagari}/gu, language: "hi" },
  { name: "Bengali", letters: /\p{Script=Bengali}/gu, language: "bn" },
  { name: "Gurmukhi", letters: /\p{Script=Gurmukhi}/gu, language: "pa" },
  { name: "Gujarati", letters: /\p{Script=Gujarati}/gu, language: "gu" },
  { name: "Odia", letters: /\p{Script=Oriya}/gu, language: "or" },
  { name: "Tamil", letters: /\p{Script=Tamil}/gu, language: "ta" },
  { name: "Telugu", letters: /\p{Script=Telugu}/gu, language: "te" },
  { name: "Kannada", letters: /\p{Script=Kannada}/gu, language: "kn" },
  { name: "Malayalam", letters: /\p{Script=Malayalam}/gu, language: "ml" },
  { name: "Sinhala", letters: /\p{Script=Sinhala}/gu, language: "si" },
  { name: "Lao", letters: /\p{Script=Lao}/gu, language: "lo" },
  { name: "Tibetan", letters: /\p{Script=Tibetan}/gu, language: "bo" },
  { name: "Burmese", letters: /\p{Script=Myanmar}/gu, language: "my" },
  { name: "Georgian", letters: /\p{Script=Georgian}/gu, language: "ka" },
  { name: "Armenian", letters: /\p{Script=Armenian}/gu, language: "hy" },
  { name: "Ethiopic", letters: /\p{Script=Ethiopic}/gu, language: "am" },
  { name: "Khmer", letters: /\p{Script=Khmer}/gu, language: "km" },
];
