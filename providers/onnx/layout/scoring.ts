import { scoringBy } from "../../../models/zero-shot/score.ts";
import type { Scoring } from "../../../models/model.ts";
import type { Directory } from "./directory.ts";
import { findOpenClip } from "./open-clip.ts";

/**
 * `logit_scale` and `logit_bias` at the top of config.json, else what the family's training ended
 * at: CLIP clamps its factor at 100. SigLIP's are not known without them, so it answers cosines.
 */
export async function readScoring(directory: Directory, bothTowers: boolean): Promise<Scoring> {
  const { logit_scale: scale, logit_bias: bias, model_type: type } = await directory.config();
  if (scale !== undefined) {
    return scoringBy(scale, bias);
  }
  const openClip = await findOpenClip(directory);
  const sigmoid = typeof openClip?.init_logit_bias === "number" || /siglip/.test(type ?? "");
  const clip = Boolean(openClip) || /clip/.test(type ?? "");
  return clip && !sigmoid && bothTowers
    ? { activation: "SOFTMAX", scale: 100 }
    : { activation: "COSINE" };
}
