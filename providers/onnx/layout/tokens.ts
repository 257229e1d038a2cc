import { z } from "zod";
import type { Config, Directory } from "./directory.ts";
import { familyOf } from "./families.ts";
import { padId, tokenizerConfig } from "./vocabulary.ts";
import type { TokenSpec } from "../towers.ts";

const SentenceBert = z.looseObject({ max_seq_length: z.number().int().positive().nullish() });

/** How transformers (or sentence-transformers) would tokenise for this directory. */
export async function transformersTokens(directory: Directory): Promise<TokenSpec> {
  const config = await directory.config();
  const { seesPadding, cleaning = {} } = familyOf(config);
  const maxTokens = await readMaxTokens(directory, config);
  const { tokenizer_class: tokenizer } = await tokenizerConfig(directory);
  const cleans = Object.keys(cleaning).find((name) => tokenizer?.startsWith(name));
  return {
    maxTokens,
    ...(seesPadding && { padTo: maxTokens }),
    padId: await padId(directory),
    ...(cleans !== undefined && { clean: cleaning[cleans]! }),
  };
}

async function readMaxTokens(directory: Directory, config: Config): Promise<number> {
  const bert = await directory.json("sentence_bert_config.json", SentenceBert);
  const stated = bert?.max_seq_length ?? (await tokenizerConfig(directory)).model_max_length;
  const places = positions(config);
  // A tokenizer that knows no limit says 1e30.
  const limits = [stated, places].filter((limit) => typeof limit === "number" && limit < 1e6);
  if (limits.length > 0) {
    return Math.min(...(limits as number[]));
  }
  throw directory.lacks("model_max_length in tokenizer_config.json", "the longest text in tokens");
}

function positions(config: Config): number | undefined {
  const family = familyOf(config);
  const stated = config.text_config?.max_position_embeddings ?? config.max_position_embeddings;
  if (stated !== undefined && family.countsFromPadding) {
    return stated - 1 - (config.pad_token_id ?? 1);
  }
  return stated ?? family.positions;
}
