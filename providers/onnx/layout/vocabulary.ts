import { z } from "zod";
import type { Directory } from "./directory.ts";
import { beginsWithLanguage } from "./families.ts";

const Token = z
  .union([z.string(), z.looseObject({ content: z.string() }).transform((token) => token.content)])
  .nullish();
export const TokenizerConfig = z.looseObject({
  tokenizer_class: z.string().nullish(),
  model_max_length: z.number().positive().nullish(),
  pad_token: Token,
  sep_token: Token,
  added_tokens_decoder: z.record(z.string(), z.looseObject({ content: z.string() })).optional(),
});
type TokenizerConfig = z.infer<typeof TokenizerConfig>;

const Tokenizer = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.number(), content: z.string() })).optional(),
  model: z.looseObject({ vocab: z.unknown().optional() }).optional(),
  padding: z.looseObject({ pad_id: z.number().int() }).nullish(),
});

/** tokenizer_config.json of either layout; empty where there is none. */
export async function tokenizerConfig(directory: Directory): Promise<TokenizerConfig> {
  const file = directory.first(["textual/tokenizer_config.json", "tokenizer_config.json"]);
  return (file && (await directory.json(file, TokenizerConfig))) || {};
}

/** Id of the padding token, from whichever file states it. @throws GatewayError */
export async function padId(directory: Directory): Promise<number> {
  const named = await tokenId(directory, "pad_token");
  if (named !== undefined) {
    return named;
  }
  const stated = (await readTokenizer(directory))?.padding?.pad_id;
  const configured = stated ?? (await directory.config()).pad_token_id;
  if (typeof configured === "number") {
    return configured;
  }
  throw directory.lacks("pad_token in tokenizer_config.json", "the token that fills up a text");
}

/** Id of a token that tokenizer_config.json names, or undefined where it names none. */
export async function tokenId(
  directory: Directory,
  name: "pad_token" | "sep_token",
): Promise<number | undefined> {
  const config = await tokenizerConfig(directory);
  const token = config[name];
  if (!token) {
    return undefined;
  }
  const added = Object.entries(config.added_tokens_decoder ?? {});
  const listed = added.find(([, { content }]) => content === token)?.[0];
  if (listed !== undefined) {
    return Number(listed);
  }
  // Vocabularies are large (34 MB for SigLIP 2), so they are parsed only when needed.
  const tokenizer = await readTokenizer(directory);
  const id =
    tokenizer?.added_tokens?.find(({ content }) => content === token)?.id ??
    idIn(tokenizer?.model?.vocab, token);
  if (id === undefined) {
    throw directory.wrong("tokenizer.json", `it lacks ${name} "${token}"`);
  }
  return id;
}

/**
 * The tokens that say which language a text is in, by FLORES-200's codes, where every text begins
 * with one.
 */
export async function languageTokens(
  directory: Directory,
): Promise<Readonly<Record<string, number>> | undefined> {
  const { tokenizer_class: tokenizer } = await tokenizerConfig(directory);
  if (!tokenizer || !beginsWithLanguage.test(tokenizer)) {
    return undefined;
  }
  const { added_tokens: added = [] } = (await readTokenizer(directory)) ?? {};
  const languages = added.filter(({ content }) => /^[a-z]{3}_[A-Z][a-z]{3}$/.test(content));
  return Object.fromEntries(languages.map(({ content, id }) => [content, id]));
}

async function readTokenizer(directory: Directory) {
  const file = directory.first(["textual/tokenizer.json", "tokenizer.json"]);
  return file ? directory.json(file, Tokenizer) : undefined;
}

/** BPE and WordPiece list `{ token: id }`, Unigram `[token, score]` at its id. */
function idIn(vocabulary: unknown, token: string): number | undefined {
  if (Array.isArray(vocabulary)) {
    const index = vocabulary.findIndex(
      (entry: unknown) => Array.isArray(entry) && entry[0] === token,
    );
    return index < 0 ? undefined : index;
  }
  const id = (vocabulary as Record<string, unknown> | undefined)?.[token];
  return typeof id === "number" ? id : undefined;
}
