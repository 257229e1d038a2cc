import { create } from "../../../providers/cohere/provider.ts";
import type { CohereSettings } from "../../../providers/cohere/settings.ts";
import { startCohere, type CohereServer } from "../../servers/cohere.ts";
import { embedV4 } from "../cloud-models.ts";
import { type Cloud, setUpCloud } from "../cloud-set-up.ts";

export const cohere: Cloud<CohereServer, CohereSettings> = {
  model: embedV4,
  dimensions: 256,
  start: startCohere,
  settings: ({ key, url }) => ({
    CO_API_KEY: key,
    COHERE_BASE_URL: url,
    COHERE_INPUTS_PER_MINUTE: 2000,
    COHERE_IMAGES_PER_MINUTE: 400,
  }),
  create,
};

export const setUp = () => setUpCloud(cohere);
