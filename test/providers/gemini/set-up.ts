import { create } from "../../../providers/gemini/provider.ts";
import type { GeminiSettings } from "../../../providers/gemini/settings.ts";
import { startGemini, type GeminiServer } from "../../servers/gemini.ts";
import { geminiEmbedding2 } from "../cloud-models.ts";
import { type Cloud, setUpCloud } from "../cloud-set-up.ts";

/** The Gemini API, with a key. */
export const gemini: Cloud<GeminiServer, GeminiSettings> = {
  model: geminiEmbedding2,
  dimensions: 128,
  start: startGemini,
  settings: ({ key, url }) => ({
    GEMINI_API_KEY: key,
    GEMINI_BASE_URL: url,
    GEMINI_INPUTS_PER_MINUTE: 3000,
    GOOGLE_APPLICATION_CREDENTIALS: undefined,
    GOOGLE_CLOUD_PROJECT: undefined,
    GOOGLE_CLOUD_LOCATION: "europe-west4",
    VERTEX_ENDPOINT: undefined,
    VERTEX_INSECURE: false,
  }),
  create,
};

/** Vertex AI, without a key. */
export const onVertex: Cloud<GeminiServer, GeminiSettings> = {
  ...gemini,
  settings: (server) => ({
    ...gemini.settings(server),
    GEMINI_API_KEY: undefined,
    GOOGLE_CLOUD_PROJECT: "my-project",
    VERTEX_ENDPOINT: server.endpoint,
    VERTEX_INSECURE: true,
  }),
};

export const setUp = () => setUpCloud(gemini);
