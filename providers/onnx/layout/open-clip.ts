import { z } from "zod";
import type { Directory } from "./directory.ts";
import { languageTokens, padId, tokenId } from "./vocabulary.ts";
import type { Cleaning, TokenSpec } from "../towers.ts";

const TextCfg = z.looseObject({
  context_length: z.number().int().positive().default(77),
  hf_tokenizer_name: z.string().nullish(),
  tokenizer_mode: z.string().nullish(),
  tokenizer_kwargs: z
    .looseObject({
      clean: z.enum(["lower", "whitespace", "canonicalize"]).optional(),
      strip_sep_token: z.boolean().optional(),
    })
    .nullish(),
  no_causal_mask: z.boolean().nullish(),
  embed_cls: z.boolean().nullish(),
  pool_type: z.string().nullish(),
});
type TextCfg = z.infer<typeof TextCfg>;

const Size = z.union([z.number(), z.array(z.number()).min(1)]);
const PreprocessCfg = z.looseObject({
  size: Size.optional(),
  mean: z.union([z.number(), z.array(z.number())]).optional(),
  std: z.union([z.number(), z.array(z.number())]).optional(),
  interpolation: z.string().optional(),
  resize_mode: z.string().optional(),
});
export type PreprocessCfg = z.infer<typeof PreprocessCfg>;

const ModelCfg = z.looseObject({
  embed_dim: z.number().int().positive().optional(),
  init_logit_bias: z.number().nullish(),
  vision_cfg: z.looseObject({ image_size: Size.optional() }).optional(),
  text_cfg: TextCfg.optional(),
});
type ModelCfg = z.infer<typeof ModelCfg>;
const Wrapped = z.looseObject({ model_cfg: ModelCfg, preprocess_cfg: PreprocessCfg.optional() });

/** Of the images, where its configuration names none. */
export const defaultMean = [0.48145466, 0.4578275, 0.40821073];
export const defaultStd = [0.26862954, 0.26130258, 0.27577711];

/** open_clip's own description of the model, where the directory has one. */
export async function findOpenClip(
  directory: Directory,
): Promise<(ModelCfg & { preprocess_cfg?: PreprocessCfg }) | undefined> {
  for (const file of ["open_clip_config.json", "config.json"]) {
    const json = await directory.json(file, z.looseObject({}));
    if (json?.["model_cfg"]) {
      const { model_cfg, preprocess_cfg } = (await directory.json(file, Wrapped))!;
      return { ...model_cfg, ...(preprocess_cfg && { preprocess_cfg }) };
    }
    if (json?.["text_cfg"] || json?.["vision_cfg"]) {
      return directory.json(file, ModelCfg);
    }
  }
  return undefined;
}

/** visual/preprocess_cfg.json, else the description's own part. */
export async function findPreprocessCfg(directory: Directory): Promise<PreprocessCfg | undefined> {
  const file = await directory.json("visual/preprocess_cfg.json", PreprocessCfg);
  if (file) {
    return file;
  }
  const openClip = await findOpenClip(directory);
  const size = openClip?.vision_cfg?.image_size;
  return openClip && { ...(size !== undefined && { size }), ...openClip.preprocess_cfg };
}

/** How open_clip's `get_tokenizer` would tokenise for this text_cfg. */
export async function openClipTokens(directory: Directory, text: TextCfg): Promise<TokenSpec> {
  const { context_length: maxTokens, hf_tokenizer_name: hub, tokenizer_kwargs: kwargs } = text;
  if (text.tokenizer_mode) {
    throw directory.wrong("config.json", `tokenizer_mode "${text.tokenizer_mode}" is not known`);
  }
  const clean: Cleaning = `open_clip-${kwargs?.clean ?? (hub ? "whitespace" : "lower")}`;
  // Without a tokenizer from the hub it is open_clip's own, which pads with 0.
  const pad = hub ? await padId(directory) : 0;
  const zeroId = kwargs?.strip_sep_token ? await tokenId(directory, "sep_token") : undefined;
  const languages = hub ? await languageTokens(directory) : undefined;
  return {
    maxTokens,
    ...(seesPadding(text) && { padTo: maxTokens }),
    padId: pad,
    clean,
    ...(zeroId !== undefined && { zeroId }),
    ...(languages && { languages }),
  };
}

/** Padding changes nothing behind a causal mask; towers from the hub mask it by themselves. */
function seesPadding(text: TextCfg): boolean {
  const pooledAtEnd = !text.pool_type || ["argmax", "eos"].includes(text.pool_type);
  return Boolean(text.no_causal_mask || text.embed_cls) || !pooledAtEnd;
}
