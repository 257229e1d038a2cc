import { z } from "zod";
import type { Config, Directory } from "./directory.ts";
import { padId, tokenizerConfig } from "./vocabulary.ts";
import type { Cleaning, TokenSpec } from "../towers.ts";

const SentenceBert = z.looseObject({ max_seq_length: z.number().int().positive().nullish() });

/** How transformers (or sentence-transformers) would tokenise for this directory. */
export async function transformersTokens(directory: Directory): Promise<TokenSpec> {
  const config = await directory.config();
  const siglip = config.model_type?.startsWith("siglip") ?? false;
  const maxTokens = await readMaxTokens(directory, config);
  const { tokenizer_class: tokenizer } = await tokenizerConfig(directory);
  const clean = siglip ? siglipCleaning(tokenizer ?? "") : undefined;
  return {
    maxTokens,
    // SigLIP's tower sees its padding: every text has the length of its training.
    ...(siglip && { padTo: maxTokens }),
    padId: await padId(directory),
    ...(clean && { clean }),
  };
}

/** The tokenizers that clean in Python code, which tokenizer.json may not contain. */
function siglipCleaning(tokenizer: string): Cleaning | undefined {
  if (tokenizer.startsWith("SiglipTokenizer")) {
    return "siglip";
  }
  return /^(Siglip2|Gemma)Tokenizer/.test(tokenizer) ? "lower" : undefined;
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
  const stated = config.text_config?.max_position_embeddings ?? config.max_position_embeddings;
  // RoBERTa counts its positions from the id after the padding id.
  if (stated !== undefined && /roberta|camembert/.test(config.model_type ?? "")) {
    return stated - 1 - (config.pad_token_id ?? 1);
  }
  return stated ?? defaults[config.model_type ?? ""];
}

/** What transformers assumes where config.json leaves the length out. */
const defaults: Readonly<Record<string, number>> = { clip: 77, siglip: 64, siglip2: 64 };
