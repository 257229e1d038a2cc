import { create } from "../../../providers/cohere/provider.ts";
import type { Settings } from "../../../providers/cohere/settings.ts";
import { startCohere, type CohereServer } from "../../servers/cohere.ts";
import { embedV4 } from "../cloud-models.ts";
import { type Cloud, setUpCloud } from "../cloud-set-up.ts";

export const cohere: Cloud<CohereServer, Settings> = {
  model: embedV4,
  dimensions: 256,
  start: startCohere,
  settings: ({ key, url }) => ({
    CO_API_KEY: key,
    COHERE_BASE_URL: url,
    REQUEST_TIMEOUT_MS: 10_000,
    MAX_IMAGE_PIXELS: 20_000_000,
  }),
  create,
};

export const setUp = () => setUpCloud(cohere);
