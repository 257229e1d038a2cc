import { readFile } from "node:fs/promises";
import { Tokenizer } from "@anush008/tokenizers";
import { GatewayError } from "../../../../models/errors.ts";
import { floresCode } from "../../../../models/language/flores.ts";
import { cleanText } from "./clean-text.ts";
import type { TextTower, TokenSpec } from "../../towers.ts";

/** What the text tower sees of one text: start and end tokens included, not padded. */
export interface Tokens {
  readonly ids: readonly number[];
  /** The text was longer than `maxTokens` and lost its end; the end token is kept. */
  readonly truncated: boolean;
}

/** A text, with its language as a BCP 47 tag where the model is told it. */
export type Text = string | { readonly text: string; readonly language: string };

/** Texts to tokens, in their order, as the model's reference implementation does it. */
export type Tokenize = (texts: readonly Text[]) => Promise<Tokens[]>;

/**
 * Loads the tokenizer of a text tower (over 100 ms for large vocabularies).
 *
 * @throws GatewayError MODEL_UNAVAILABLE when tokenizer.json cannot be read
 */
export async function createTokenizer(tower: TextTower): Promise<Tokenize> {
  const spec = tower.tokens;
  const tokenizer = await load(tower);
  // What the file says about both is for other callers: texts are cut and padded here.
  tokenizer.disableTruncation();
  tokenizer.disablePadding();
  const ending = await countEnding(tokenizer);
  const english = spec.languages && (await englishToken(tokenizer, spec.languages));

  return async (texts) => {
    const cleaned = texts.map((text) =>
      cleanText(typeof text === "string" ? text : text.text, spec.clean),
    );
    const encodings = await encode(tokenizer, cleaned, spec);
    return encodings.map((ids, i) => {
      const tokens = cut(ids, spec, ending);
      const language = languageToken(texts[i]!, spec) ?? english;
      return language === undefined
        ? tokens
        : { ...tokens, ids: [language, ...tokens.ids.slice(1)] };
    });
  };
}

/** Of the language that a text is in, where texts begin with theirs and it has a token. */
function languageToken(text: Text, { languages }: TokenSpec): number | undefined {
  const code = typeof text === "string" ? undefined : floresCode(text.language);
  return code === undefined ? undefined : languages?.[code];
}

/** @throws GatewayError where the file puts no language before a text, which the next would replace */
async function englishToken(
  tokenizer: Tokenizer,
  languages: Readonly<Record<string, number>>,
): Promise<number> {
  const [first] = (await tokenizer.encode("a")).getIds();
  const { eng_Latn: english } = languages;
  if (english === undefined || !Object.values(languages).includes(first!)) {
    const problem = "tokenizer.json does not begin texts with their language";
    throw new GatewayError("MODEL_UNAVAILABLE", problem, { retryable: false });
  }
  return english;
}

/** Rows of a text tower's inputs, each `width` long. */
export interface TokenTensors<Ints> {
  readonly ids: Ints;
  /** 1 where a token is, 0 where padding is. */
  readonly mask: Ints;
  readonly width: number;
}

/**
 * Lays tokens out as the tower's inputs, [rows, width]. `width` is the graph's own where it is
 * fixed, else what the reference pads to, else the longest row.
 */
export function layOut(
  rows: readonly Tokens[],
  spec: TokenSpec,
  width = spec.padTo ?? Math.max(1, ...rows.map(({ ids }) => ids.length)),
): TokenTensors<Int32Array> {
  const ids = new Int32Array(rows.length * width).fill(spec.padId);
  const mask = new Int32Array(rows.length * width);
  rows.forEach((row, index) => {
    ids.set(row.ids, index * width);
    mask.fill(1, index * width, index * width + row.ids.length);
  });
  return { ids, mask, width };
}

async function load(tower: TextTower): Promise<Tokenizer> {
  try {
    const json = await readFile(tower.tokenizer, "utf8");
    return Tokenizer.fromString(tower.tokens.clean === "open_clip-lower" ? renamed(json) : json);
  } catch (cause) {
    const problem = "tokenizer.json cannot be read by the Hugging Face tokenizers library";
    throw new GatewayError("MODEL_UNAVAILABLE", problem, { retryable: false, cause });
  }
}

/** open_clip's own tokenizer calls CLIP's two special tokens by other names, also within texts. */
function renamed(json: string): string {
  return json
    .replace(/<(\\*)\|startoftext\1\|>/g, "<start_of_text>")
    .replace(/<(\\*)\|endoftext\1\|>/g, "<end_of_text>");
}

/** How many special tokens stand at the end of every text. */
async function countEnding(tokenizer: Tokenizer): Promise<number> {
  const mask = (await tokenizer.encode("a")).getSpecialTokensMask();
  return mask.length - 1 - mask.lastIndexOf(0);
}

async function encode(
  tokenizer: Tokenizer,
  texts: readonly string[],
  spec: TokenSpec,
): Promise<number[][]> {
  const long = spec.maxTokens * charsPerToken;
  const encodings = await tokenizer.encodeBatch(texts.map((text) => head(text, long)));
  return Promise.all(
    encodings.map((encoding, index) => {
      const ids = encoding.getIds();
      const text = texts[index]!;
      return text.length <= long || ids.length > 2 * spec.maxTokens
        ? ids
        : encodeLong(tokenizer, text, spec, 4 * long);
    }),
  );
}

/** A beginning that gives too few tokens (spaces, characters the tokenizer drops) is doubled. */
async function encodeLong(
  tokenizer: Tokenizer,
  text: string,
  spec: TokenSpec,
  length: number,
): Promise<number[]> {
  const beginning = head(text, length);
  const ids = (await tokenizer.encode(beginning)).getIds();
  const enough = beginning.length === text.length || ids.length > 2 * spec.maxTokens;
  return enough ? ids : encodeLong(tokenizer, text, spec, 4 * length);
}

/** No natural text has so few tokens that this many characters do not fill the tower twice. */
const charsPerToken = 32;

/**
 * The beginning of a text that ends before white space, at least `length` characters long. Tokens
 * do not reach across white space, so it has the same tokens as the whole text begins with.
 */
function head(text: string, length: number): string {
  if (text.length <= length) {
    return text;
  }
  const rest = text.slice(length).search(/[ \n]/);
  return rest < 0 ? text : text.slice(0, length + rest);
}

function cut(ids: readonly number[], spec: TokenSpec, ending: number): Tokens {
  const truncated = ids.length > spec.maxTokens;
  const kept = truncated
    ? [...ids.slice(0, spec.maxTokens - ending), ...ids.slice(ids.length - ending)]
    : ids;
  const { zeroId } = spec;
  return {
    ids: zeroId === undefined ? kept : kept.map((id) => (id === zeroId ? 0 : id)),
    truncated,
  };
}
