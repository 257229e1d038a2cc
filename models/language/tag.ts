import { GatewayError } from "../errors.ts";
import type { Model } from "../model.ts";

/**
 * A BCP 47 tag in its canonical form: "EN-us" is "en-US", "iw" is "he", "und" is "en".
 *
 * @throws BAD_INPUT for what is no tag, and for names such as "French"
 */
export function parseLanguage(tag: string): string {
  const locale = readLocale(tag);
  // "und" alone is English; "und-Cyrl" is what Cyrillic most likely is.
  const known = /^und\b/i.test(tag) ? locale?.maximize().language : locale?.toString();
  // Subtags of four letters and more are reserved: nobody's language, but every English name of one.
  if (known && /^[a-z]{2,3}\b/.test(known)) {
    return known;
  }
  throw new GatewayError(
    "BAD_INPUT",
    `${JSON.stringify(tag)} is not a BCP 47 language tag. Use one such as "en", "fr" or "pt-BR", ` +
      "or leave language out to have it detected from the texts.",
  );
}

/** The language subtag that tables and records use; varieties of one language share it. */
export function baseLanguage(tag: string): string {
  const known = bases.get(tag);
  if (known !== undefined) {
    return known;
  }
  if (bases.size >= 1000) {
    bases.clear();
  }
  const language = readLocale(tag)?.language ?? tag;
  const base = varieties[language] ?? language;
  bases.set(tag, base);
  return base;
}

/** Reading a tag takes microseconds, and a route reads those of all models. */
const bases = new Map<string, string>();

export function isEnglish(tag: string): boolean {
  return baseLanguage(tag) === "en";
}

/** "French (fr)"; the tag alone where it has no English name. */
export function languageName(tag: string): string {
  const name = names.of(tag);
  return name ? `${name} (${tag})` : tag;
}

/** Is the model documented for this language? Regions and scripts do not count. */
export function lists({ languages }: Pick<Model, "languages">, tag: string): boolean {
  const own = listed.get(languages) ?? new Set(languages.map(baseLanguage));
  listed.set(languages, own);
  return own.has(baseLanguage(tag));
}

/** A route asks every model several times, and some list a hundred languages. */
const listed = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Written alike, or close enough that whoever knows one knows the other. */
const varieties: Readonly<Record<string, string>> = {
  nb: "no",
  nn: "no",
  yue: "zh",
};

const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });

function readLocale(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined;
  }
}
