import type { eld as Package } from "eld";
import { languageByScript, type Written } from "./scripts.ts";

/** A guess, and in words what it rests on, such as "detected from the text". */
export interface Detected {
  readonly language: string;
  readonly because: string;
}

/**
 * The language of the texts together, as a BCP 47 tag. Scripts other than Latin are read off the
 * letters. In Latin letters a text is English unless the evidence is strong: a word or two rarely
 * are, but the labels of one list count together. Where texts differ, a tenth in another language
 * makes that one the answer, because models that know it know English too.
 *
 * The first call with Latin letters loads the detector: about 0.3 s and 50 MB, once.
 */
export async function detectLanguage(texts: readonly string[]): Promise<Detected> {
  const written = texts
    .map((text) => text.slice(0, longEnough))
    .filter((text) => /\p{Letter}/u.test(text));
  if (written.length === 0) {
    return { language: "en", because: "there is no text: taken as English" };
  }
  const scripts = written.map(languageByScript);
  const guesses = [...scripts];
  if (guesses.includes(undefined)) {
    detector ??= load();
    const eld = await detector;
    for (const [i, text] of written.entries()) {
      guesses[i] ??= otherThanEnglish(eld, text);
    }
    // Letters of another script are certain, however few texts have them.
    const foreign = mostFrequent(scripts, 0) ?? mostFrequent(guesses, written.length / 10);
    const together = foreign ?? otherThanEnglish(eld, spread(written).join("\n"));
    return together ? of(together) : english(written);
  }
  return of(mostFrequent(guesses, 0)!);
}

/** Characters that tell the language of a text; a megabyte more tells nothing more. */
const longEnough = 2000;

/** eld's small database: its next smaller one misses a twentieth of the captions we measured. */
async function load(): Promise<Eld> {
  const { eld } = await import("eld");
  const own = (eld as Loader).newInstance();
  await own.load("small");
  return own;
}
let detector: Promise<Eld> | undefined;
type Eld = Pick<typeof Package, "detect">;
type Loader = Extract<typeof Package, { load: unknown }>;

/**
 * eld scores are r / (r + 25) with r the mean log-likelihood of the n-grams. What counts as
 * evidence is their sum, and by how much it exceeds that of English: "hotel" is at most a little
 * more German than English, "ein Hotel am Strand" is a lot.
 */
const strong = 200;
/** Of a word or two, and of texts that are evidence only together: "a selfie", "a portrait". */
const strongOfFew = 330;

function otherThanEnglish(eld: Eld, text: string): Written | undefined {
  const result = eld.detect(text);
  if (result.language === "en") {
    return undefined;
  }
  const guess = unknownToEld[result.language] ?? result.language;
  const telling = telltales.find(([letters]) => letters.test(text));
  if (telling) {
    const [, likely, ...others] = telling;
    return { language: others.find((other) => other === guess) ?? likely, because: "letters" };
  }
  const scores = result.getScores();
  const lead = likelihood(scores[result.language]) - likelihood(scores["en"]);
  const evident = lead * countNgrams(text) > (hasSentence(text) ? strong : strongOfFew);
  return evident ? { language: guess, because: "words" } : undefined;
}

/** eld takes Indonesian, which it does not know, for Malay. */
const unknownToEld: Readonly<Record<string, string>> = { ms: "id" };

/** Three words or more on one line. */
function hasSentence(text: string): boolean {
  return text.split("\n").some((line) => wordsOf(line).length > 2);
}

function likelihood(score = 0): number {
  return (25 * score) / (1 - score);
}

function wordsOf(text: string): readonly string[] {
  return text.match(/\p{Letter}+/gu) ?? [];
}

/** As eld cuts them: four bytes with a stride of three, and the end of each word. */
function countNgrams(text: string): number {
  const words = wordsOf(text.toLowerCase());
  const extra = (word: string) => Math.max(0, Math.ceil((Buffer.byteLength(word) - 4) / 3));
  return words.reduce((sum, word) => sum + 1 + extra(word), 0);
}

/** Letters that English borrows from nobody: the likely language, and others that have them. */
const telltales: readonly (readonly [RegExp, string, ...string[]])[] = [
  [/[łńśźż]/iu, "pl"],
  [/[ğış]/u, "tr", "az"],
  [/[čďěňřšťůž]/iu, "cs", "sk", "sl", "hr", "lt", "lv", "et"],
  [/[ĐđƠơƯư\u1EA0-\u1EF9]/u, "vi"],
  [/[őű]/iu, "hu"],
  [/[ățș]/iu, "ro", "vi"],
  [/[ãõ]/iu, "pt", "et", "vi"],
  [/[æø]/iu, "da", "no", "is"],
  [/å/iu, "sv", "da", "no", "fi"],
  [/ß/u, "de"],
];

/** At most 40 texts from all over the list: eld reads some 350 bytes. */
function spread(texts: readonly string[]): readonly string[] {
  const step = Math.max(1, Math.ceil(texts.length / 40));
  return texts.filter((_, i) => i % step === 0);
}

/** The most frequent guess, if in total there are at least that many. */
function mostFrequent(
  guesses: readonly (Written | undefined)[],
  atLeast: number,
): Written | undefined {
  const counts = new Map<string, { guess: Written; count: number }>();
  let total = 0;
  for (const guess of guesses) {
    if (!guess) {
      continue;
    }
    total++;
    const entry = counts.get(guess.language) ?? { guess, count: 0 };
    entry.count++;
    counts.set(guess.language, entry);
  }
  if (total < atLeast) {
    return undefined;
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count)[0]?.guess;
}

function of({ language, because }: Written): Detected {
  return { language, because: `detected from the ${because} of the text` };
}

function english(texts: readonly string[]): Detected {
  const words = wordsOf(texts.join(" ")).length;
  const because =
    words < 3 ? "too short to tell: taken as English" : "detected from the words of the text";
  return { language: "en", because };
}
