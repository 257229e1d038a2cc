import { parseLanguage } from "../../../models/language/tag.ts";
import { parse } from "../arguments.ts";
import { WrongUsage } from "../command.ts";
import type { Head } from "./rows.ts";
import { type Kind, kinds } from "./sources/value.ts";

export const help = `Embeds images or texts, as many as there are, and writes their vectors to a file.

  npm run embed -- --in photos/ --out photos.parquet --model ViT-B-32 --url https://gateway/graphql

  --in           a folder, a pattern such as "photos/2019/*.jpg", or a file of rows: .csv, .tsv,
                 .jsonl, .parquet, or .txt with one a line
  --out          the file to write: .parquet, .jsonl or .npy
  --model        id or alias
  --url          a gateway, whose key is in PARALLAX_KEY; when left out, one of its own
  --column       the column of a file of rows that holds what to embed
  --key          the column that names a row in the output; the row's number when left out
  --as           what the column holds: url, path or text; guessed when left out. Paths are relative
                 to the file
  --dimensions   the length of the vectors; the model's full length when left out
  --purpose      document or query, where the model tells them apart; document when left out
  --language     of the texts, such as sw, where the model is told it; read off each when left out
  --concurrency  requests at once, at most: how many it really is follows from the gateway (32)
  --batch        items of a request, at most (32)
  --timeout      seconds that an answer may take (120)
  --patience     minutes to wait for a gateway that is down or busy (10)
  --restart      begins anew what an earlier run has left

Whatever ends it, the same command goes on where it was: no row is lost, none is there twice. What
failed is in a list beside the output, such as photos.failed.jsonl. docs/embed.md tells more.

Exits with 0 when all is embedded, 1 when all is done and some of it failed, 2 for wrong usage,
3 when it could not go on, and 130 after Ctrl-C.
`;

export interface Options {
  readonly input: string;
  readonly output: string;
  readonly model: string;
  readonly url: string | undefined;
  readonly column: string | undefined;
  readonly keyColumn: string | undefined;
  readonly as: Kind | undefined;
  readonly dimensions: number | undefined;
  readonly purpose: Head["purpose"];
  readonly language: string | undefined;
  readonly concurrency: number;
  readonly batch: number;
  readonly timeoutMs: number;
  readonly patienceMs: number;
  readonly restart: boolean;
}

const text = { type: "string" } as const;

/** @throws WrongUsage */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args, {
    in: text,
    out: text,
    model: text,
    url: text,
    column: text,
    key: text,
    as: text,
    dimensions: text,
    purpose: text,
    language: text,
    concurrency: text,
    batch: text,
    timeout: text,
    patience: text,
    restart: { type: "boolean" },
  });
  if (positionals.length > 0) {
    const quotes = 'A pattern needs quotes, such as --in "photos/*.jpg".';
    throw new WrongUsage(`${positionals[0]}: what to embed is given by --in alone. ${quotes}`);
  }
  const dimensions = values.dimensions;
  return {
    input: given("in", values.in, "What to embed?"),
    output: given("out", values.out, "Where to?"),
    model: given("model", values.model, "Which model?"),
    url: values.url === undefined ? undefined : urlOf(values.url),
    column: values.column,
    keyColumn: values.key,
    as: oneOf("as", values.as, kinds),
    dimensions: dimensions === undefined ? undefined : whole("dimensions", dimensions),
    purpose: oneOf("purpose", values.purpose?.toUpperCase(), ["DOCUMENT", "QUERY"]) ?? "DOCUMENT",
    language: values.language === undefined ? undefined : languageOf(values.language),
    concurrency: whole("concurrency", values.concurrency ?? "32"),
    batch: whole("batch", values.batch ?? "32"),
    timeoutMs: 1000 * positive("timeout", values.timeout ?? "120"),
    patienceMs: 60_000 * positive("patience", values.patience ?? "10"),
    restart: values.restart ?? false,
  };
}

function given(option: string, value: string | undefined, question: string): string {
  if (!value) {
    throw new WrongUsage(`${question} Give --${option}.`);
  }
  return value;
}

function urlOf(value: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    const example = "http://localhost:4000/graphql";
    throw new WrongUsage(`--url is "${value}": expected an address such as ${example}.`);
  }
  return value;
}

function languageOf(value: string): string {
  try {
    return parseLanguage(value);
  } catch {
    throw new WrongUsage(`--language is "${value}": expected a BCP 47 tag such as sw or pt-BR.`);
  }
}

function oneOf<Choice extends string>(
  option: string,
  value: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  const choice = choices.find((each) => each === value);
  if (value !== undefined && !choice) {
    const listed = choices.join(", ").toLowerCase();
    throw new WrongUsage(`--${option} is "${value.toLowerCase()}": expected one of ${listed}.`);
  }
  return choice;
}

function whole(option: string, value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) {
    throw new WrongUsage(`--${option} is "${value}": expected a whole number from 1.`);
  }
  return Number(value);
}

function positive(option: string, value: string): number {
  const number = Number(value);
  // Timers take no more than 24 days.
  if (!(number > 0 && number <= 30_000)) {
    throw new WrongUsage(`--${option} is "${value}": expected a number from 0 to 30000.`);
  }
  return number;
}
