import type { IncomingMessage } from "node:http";
import { anonymous, type Caller } from "../../models/caller.ts";
import { modelsNamed, unknownModel } from "../../models/find-model.ts";
import type { Model } from "../../models/model.ts";
import type { Log } from "../../providers/provider.ts";
import type { Config } from "../config/config.ts";
import { isLoopback } from "../config/loopback.ts";
import { bearerOf, unauthenticated } from "./bearer.ts";
import type { KeyEntry } from "./keys-file.ts";
import { watchKeys } from "./watch-keys.ts";

/** Tells who sends a request. */
export interface Access {
  /**
   * Reads headers only.
   * @throws GatewayError UNAUTHENTICATED; PROVIDER_FAILED while no token can be checked
   */
  authenticate(request: IncomingMessage): Promise<Caller>;
  /** Pages that may call by their keys, whatever CORS_ORIGIN says. */
  origins(): readonly string[];
  close(): void;
}

/** @throws Error naming a setting that is wrong */
export async function createAccess(
  config: Config,
  log: Log,
  models: readonly Model[],
): Promise<Access> {
  const { API_KEYS_FILE, JWT_ISSUER } = config;
  if (!API_KEYS_FILE && !JWT_ISSUER) {
    refuseOpenDoor(config);
    return { authenticate: async () => anonymous, origins: () => [], close() {} };
  }
  const keys = API_KEYS_FILE
    ? await watchKeys(API_KEYS_FILE, log, (entries) => warnOfUnknown(entries, models, log))
    : undefined;
  const readToken = JWT_ISSUER
    ? (await import("./tokens.ts")).createTokenReader({ ...config, JWT_ISSUER }, log)
    : undefined;
  return {
    async authenticate(request) {
      const key = bearerOf(request);
      const caller = keys?.current().find(key) ?? (await readToken?.(key));
      if (!caller) {
        throw unauthenticated("The key is none that this server knows; it may have been revoked.");
      }
      return caller;
    },
    origins: () => keys?.current().origins ?? [],
    close: () => keys?.close(),
  };
}

function refuseOpenDoor({ HOST, ALLOW_ANONYMOUS }: Config): void {
  if (!ALLOW_ANONYMOUS && !isLoopback(HOST)) {
    throw new Error(
      `HOST ${HOST} lets others than this machine call, and nobody needs a key: give callers keys ` +
        "(`npm run keys -- create <name>`, API_KEYS_FILE), or set ALLOW_ANONYMOUS=true to let anybody in.",
    );
  }
}

/**
 * A warning only: a name that is wrong allows less, not more, and the file may serve several versions.
 * Refusing all of it would also hold up a key that is revoked in the same change.
 */
function warnOfUnknown(entries: readonly KeyEntry[], models: readonly Model[], log: Log): void {
  for (const { name: key, models: names = [] } of entries) {
    for (const name of names) {
      if (!/^(LOCAL|CLOUD)$/.test(name) && modelsNamed(models, name).length === 0) {
        log.warn({ key, reason: unknownModel(models, name).message }, "a key allows no such model");
      }
    }
  }
}
