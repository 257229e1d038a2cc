import { vi } from "vitest";
import type { Model } from "../../../models/model.ts";
import type { DialectName } from "../../../providers/remote/dialects.ts";
import { remoteModel, type RemoteModel } from "../../../providers/remote/entry.ts";
import { create } from "../../../providers/remote/provider.ts";
import { recordOf } from "../../../providers/remote/record.ts";
import type { RemoteSettings } from "../../../providers/remote/settings.ts";
import { type OpenAiStyleServer, startOpenAiStyle } from "../../servers/openai-style.ts";
import type { Cloud } from "../cloud-set-up.ts";

const served = { model: "served/clip", dimensions: 32, shortens: false, towers: true };

/** An entry of REMOTE_MODELS as a file has it. */
export function entry(changes: object = {}): RemoteModel {
  return remoteModel.parse({
    id: "acme/clip",
    url: "http://127.0.0.1:1",
    dialect: "vllm",
    model: served.model,
    dimensions: served.dimensions,
    keyEnv,
    ...changes,
  });
}

/** The variable that holds the key of the servers here. */
export const keyEnv = "PARALLAX_TEST_REMOTE_KEY";

/** A server that speaks one dialect, and the provider of REMOTE_MODELS before it. */
export function remote(
  dialect: DialectName,
  changes: object = {},
  serves: Partial<typeof served> = {},
): Cloud<OpenAiStyleServer, RemoteSettings> {
  const model: Model = recordOf(entry({ dialect, ...changes }));
  return {
    model,
    dimensions: Math.min(...model.supportedDimensions),
    async start() {
      const server = await startOpenAiStyle(dialect, { ...served, ...serves });
      process.env[keyEnv] = server.key;
      return server;
    },
    settings: ({ url }) => ({ REMOTE_MODELS: [entry({ dialect, url, ...changes })] }),
    create,
    async ready(provider, server) {
      await vi.waitUntil(() => provider.availability(model).status === "READY", 10_000);
      server.requests.length = 0;
      server.headers.length = 0;
    },
  };
}
