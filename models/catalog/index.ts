import type { Model } from "../model.ts";
import { cohere } from "./cohere.ts";
import { openAiClip } from "./open-ai-clip.ts";
import { openClipModels } from "./open-clip.ts";
import { sentenceTransformers } from "./sentence-transformers.ts";
import { siglipModels } from "./siglip.ts";
import { variants } from "./variants.ts";
import { vertex } from "./vertex.ts";
import { xlmRoberta } from "./xlm-roberta.ts";

/** Every model that Parallax knows beside the one that ships with it. */
export const catalog: readonly Model[] = [
  ...openAiClip,
  ...openClipModels,
  ...siglipModels,
  ...xlmRoberta,
  ...sentenceTransformers,
  ...cohere,
  ...vertex,
  ...variants,
];
