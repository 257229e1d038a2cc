import { integer, secret, serviceUrl, setting, type ValuesOf } from "../settings.ts";
import { remoteModelsFile } from "./file.ts";

export const remoteSettings = {
  REMOTE_MODELS: setting(
    remoteModelsFile(),
    "",
    "JSON file of models that other embedding servers run (docs/remote.md): vLLM, Infinity, SGLang, NIM",
  ),
};

export const jinaSettings = {
  JINA_API_KEY: secret("Jina API key"),
  JINA_BASE_URL: setting(
    serviceUrl().optional(),
    undefined,
    "another address of Jina's API, without /v1",
  ),
  JINA_REQUESTS_PER_MINUTE: setting(
    integer(1),
    500,
    "requests per minute that the key may send to Jina",
  ),
};

export type RemoteSettings = ValuesOf<typeof remoteSettings>;
export type JinaSettings = ValuesOf<typeof jinaSettings>;
