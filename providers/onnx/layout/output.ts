import { z } from "zod";
import { scoringBy } from "../../../models/zero-shot/score.ts";
import type { Scoring } from "../../../models/model.ts";
import type { Directory } from "./directory.ts";
import { clampedSoftmax, familyOf } from "./families.ts";
import { findOpenClip } from "./open-clip.ts";
import { readPooling } from "./pooling.ts";

/**
 * Length of the vectors. Where config.json leaves it out, transformers has a default for the
 * class. Undefined where only the graph knows.
 */
export async function readDimensions(directory: Directory): Promise<number | undefined> {
  const openClip = await findOpenClip(directory);
  if (openClip) {
    return openClip.embed_dim;
  }
  const config = await directory.config();
  const pooling = await readPooling(directory);
  if (pooling) {
    return pooling.dimensions ?? config.hidden_size ?? config.dim;
  }
  const { projection_dim: projected, text_config: text, vision_config: vision } = config;
  const { unprojected, dimensions } = familyOf(config);
  const width = text?.projection_size ?? text?.hidden_size ?? vision?.hidden_size;
  return projected ?? (unprojected && width) ?? dimensions;
}

/** What open_clip_inference writes beside its graphs; the bias of CLIP is stated as 0. */
const ModelConfig = z.looseObject({
  logit_scale: z.number().positive().optional(),
  logit_bias: z.number().optional(),
  activation_function: z.string().optional(),
});

/**
 * `logit_scale` and `logit_bias` at the top of config.json or model_config.json, else what the
 * family's training ended at, where that is known and both towers are there.
 */
export async function readScoring(directory: Directory, bothTowers: boolean): Promise<Scoring> {
  const stated = await directory.json("model_config.json", ModelConfig);
  if (stated?.logit_scale !== undefined) {
    const isSigmoid = stated.activation_function === "sigmoid";
    return scoringBy(stated.logit_scale, isSigmoid ? stated.logit_bias : undefined);
  }
  const openClip = await findOpenClip(directory);
  const config = openClip && !directory.has("config.json") ? {} : await directory.config();
  if (config.logit_scale !== undefined) {
    return scoringBy(config.logit_scale, config.logit_bias);
  }
  const sigmoid = typeof openClip?.init_logit_bias === "number";
  const usual = familyOf(config).scoring ?? (openClip && clampedSoftmax);
  return bothTowers && !sigmoid && usual ? usual : { activation: "COSINE" };
}
