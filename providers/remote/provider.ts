import { readFileSync } from "node:fs";
import type { Availability, Model } from "../../models/model.ts";
import { unavailable } from "../../models/unavailable.ts";
import { createConverter, type Converter } from "../cloud/converter.ts";
import { createQuota } from "../cloud/quota.ts";
import type { Provider, ProviderContext } from "../provider.ts";
import { startCheck } from "./check.ts";
import { dialects } from "./dialects.ts";
import type { RemoteModel } from "./entry.ts";
import { recordOf } from "./record.ts";
import { openServer, type Server } from "./server.ts";
import type { RemoteSettings } from "./settings.ts";

/** The server of one model. */
interface Remote extends Pick<Server, "embed" | "limits" | "close"> {
  readonly entry: RemoteModel;
  /** What is missing before requests can be sent; undefined when nothing is. */
  lacking(): Availability | undefined;
  /** By the requests before. */
  availability(): Availability;
}

/**
 * The embedding servers of REMOTE_MODELS.
 *
 * @throws Error naming a key's file that cannot be read
 */
export function create(context: ProviderContext<RemoteSettings>): Provider {
  const { settings, log } = context;
  const keys = settings.REMOTE_MODELS.map(readKey);
  const converter = createConverter(settings.MAX_IMAGE_PIXELS, log);
  const remotes = new Map(
    settings.REMOTE_MODELS.map((entry, i) => [
      entry.id,
      openRemote(entry, keys[i], converter, context),
    ]),
  );
  const remoteOf = ({ id }: Pick<Model, "id">) => remotes.get(id)!;

  return {
    name: "remote",

    limits: (model, modality) => remoteOf(model).limits(modality === "TEXT" ? "TEXT" : "IMAGE"),

    async embed(model, inputs, options) {
      const remote = remoteOf(model);
      const lacking = remote.lacking();
      if (lacking) {
        throw unavailable(model, lacking);
      }
      return remote.embed(model, inputs, options);
    },

    revision(model) {
      const { model: name, url, dialect, extra, purposes } = remoteOf(model).entry;
      return JSON.stringify([name, url, dialect, extra, purposes, model.revision]);
    },

    availability(model) {
      const remote = remoteOf(model);
      return remote.lacking() ?? remote.availability();
    },

    async close() {
      for (const remote of remotes.values()) {
        remote.close();
      }
      converter.close();
    },
  };
}

function openRemote(
  entry: RemoteModel,
  key: string | undefined,
  converter: Converter,
  context: ProviderContext<RemoteSettings>,
): Remote {
  const { id, requestsPerMinute } = entry;
  const record = recordOf(entry);
  const server = openServer(
    {
      ...entry,
      service: {
        name: `${id}'s server`,
        key: entry.keyEnv ?? entry.keyFile ?? "keyEnv or keyFile in REMOTE_MODELS",
        address: "url and model in REMOTE_MODELS",
      },
      provider: "remote",
      dialect: dialects[entry.dialect],
      nameOf: () => entry.model,
      key,
      ...(record.hosting === "CLOUD" && { gatherMs: 15 }),
      quota: createQuota(
        requestsPerMinute ?? unlimited,
        `requestsPerMinute of ${id} in REMOTE_MODELS`,
        requestsPerMinute === undefined ? undefined : context.openBucket,
      ),
    },
    converter,
    context,
  );
  const { embed, limits, availability } = server;
  if (entry.keyEnv && key === undefined) {
    return { entry, embed, limits, availability, lacking: () => noKey(entry), close: server.close };
  }
  const check = startCheck(record, server, context.log);
  return {
    entry,
    embed,
    limits,
    availability,
    lacking() {
      const trouble = check.trouble();
      return trouble && { status: "FAILING", reason: trouble.message };
    },
    close() {
      check.close();
      server.close();
    },
  };
}

const unlimited = 1e9;

/** Never in the file itself, so that it can be shown and kept with other files. */
function readKey({ id, keyEnv, keyFile }: RemoteModel): string | undefined {
  if (!keyFile) {
    return (keyEnv && process.env[keyEnv]) || undefined;
  }
  let key: string;
  try {
    key = readFileSync(keyFile, "utf8").trim();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      `REMOTE_MODELS: keyFile of ${id}: ${keyFile} cannot be read (${code ?? message}).`,
      { cause: error },
    );
  }
  if (key === "") {
    throw new Error(`REMOTE_MODELS: keyFile of ${id}: ${keyFile} is empty.`);
  }
  return key;
}

const noKey = ({ id, keyEnv }: RemoteModel): Availability => ({
  status: "NEEDS_CREDENTIALS",
  reason: `There is no key for the server of ${id}.`,
  howToEnable: `Set ${keyEnv} to its key and restart.`,
});
