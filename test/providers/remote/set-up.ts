import { vi } from "vitest";
import type { Input, Model } from "../../../models/model.ts";
import type { DialectName } from "../../../providers/remote/dialects.ts";
import { remoteModel, type RemoteModel } from "../../../providers/remote/entry.ts";
import { create } from "../../../providers/remote/provider.ts";
import { recordOf } from "../../../providers/remote/record.ts";
import type { RemoteSettings } from "../../../providers/remote/settings.ts";
import { type OpenAiStyleServer, startOpenAiStyle } from "../../servers/openai-style.ts";
import { recording } from "../cloud-models.ts";
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
      await until(() => provider.availability(model).status === "READY");
      server.requests.length = 0;
      server.headers.length = 0;
    },
  };
}

/** Polls: what is waited for happens in the background. */
export const until = (condition: () => boolean) =>
  vi.waitUntil(condition, { timeout: 10_000, interval: 5 });

export type OpenedRemote = Awaited<ReturnType<typeof openRemote>>;

/** One server and its provider, for one test; the provider was `checked` unless a test waits itself. */
export async function openRemote(
  dialect: DialectName,
  changes: object = {},
  serves: Partial<typeof served> = {},
  { checked = true, speaks = dialect }: { checked?: boolean; speaks?: DialectName } = {},
) {
  const cloud = remote(dialect, changes, serves);
  const server = await remote(speaks, {}, serves).start();
  const { context, logged, stop } = recording(cloud.settings(server));
  const provider = cloud.create(context);
  if (checked) {
    await cloud.ready!(provider, server);
  }
  const { model, dimensions } = cloud;
  return {
    server,
    provider,
    model,
    context,
    logged,
    embed: (inputs: readonly Input[], options: object = {}) =>
      provider.embed(model, inputs, { dimensions, purpose: "DOCUMENT", ...options }),
    async close() {
      stop();
      await provider.close();
      await server.close();
    },
  };
}
