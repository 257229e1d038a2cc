import type { Model } from "../model.ts";
import { appleModels } from "./apple.ts";
import { bedrock } from "./bedrock.ts";
import { cohere } from "./cohere.ts";
import { metaModels } from "./meta.ts";
import { nllbClipModels } from "./nllb-clip.ts";
import { gemini } from "./gemini.ts";
import { jina } from "./jina.ts";
import { openAiClip } from "./open-ai-clip.ts";
import { openClipModels } from "./open-clip.ts";
import { sentenceTransformers } from "./sentence-transformers.ts";
import { siglipModels } from "./siglip.ts";
import { siglip2Models } from "./siglip2.ts";
import { variants } from "./variants.ts";
import { vertex } from "./vertex.ts";
import { voyage } from "./voyage.ts";
import { xlmRoberta } from "./xlm-roberta.ts";

/** Every model that Parallax knows beside the one that ships with it. */
export const catalog: readonly Model[] = [
  ...openAiClip,
  ...openClipModels,
  ...siglipModels,
  ...siglip2Models,
  ...xlmRoberta,
  ...nllbClipModels,
  ...metaModels,
  ...appleModels,
  ...sentenceTransformers,
  ...cohere,
  ...vertex,
  ...gemini,
  ...bedrock,
  ...jina,
  ...voyage,
  ...variants,
];
