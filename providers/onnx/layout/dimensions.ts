import type { Directory } from "./directory.ts";
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
  if (config.projection_dim !== undefined) {
    return config.projection_dim;
  }
  const { text_config: text, vision_config: vision, model_type: type } = config;
  if (type?.startsWith("siglip")) {
    return text?.projection_size ?? text?.hidden_size ?? vision?.hidden_size ?? 768;
  }
  return type === "clip" ? 512 : undefined;
}
