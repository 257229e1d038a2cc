import { rm } from "node:fs/promises";
import { anonymous, type Caller } from "../../models/caller.ts";
import type { Log } from "../../providers/provider.ts";
import type { OpenCounter } from "../access/counter.ts";
import type { Config } from "../config/config.ts";
import { createMediaBudget, type MediaBudget } from "./budget.ts";
import { createFetchFor } from "./fetch/fetch-for.ts";
import { createSafeFetch } from "./fetch/safe-fetch.ts";
import { createReadMedia, type ReadMedia } from "./read-media.ts";
import { makeTemporaryDirectory } from "./temporary-directory.ts";

export interface Media extends ReadMedia {
  /** Within a caller's limits, which hold for all that it reads at once. */
  readFor(caller: Caller): ReadMedia;
  readonly budget: MediaBudget;
  /** A directory of this process for files that clients send. */
  readonly directory: string;
  /** Ends its connections, removes its files. */
  close(): Promise<void>;
}

/** Reads what clients send, under the limits of the settings. */
export async function openMedia(
  config: Config,
  log: Log,
  openCounter: OpenCounter,
): Promise<Media> {
  const fetch = createSafeFetch({
    allowedPrivateHosts: config.ALLOWED_PRIVATE_HOSTS,
    timeoutMs: config.FETCH_TIMEOUT_MS,
  });
  const budget = createMediaBudget(config.MAX_MEDIA_MB);
  const fetchFor = createFetchFor(fetch, openCounter);
  const readFor = (caller: Caller) =>
    createReadMedia({
      fetch: fetchFor(caller),
      budget,
      log,
      maxImageBytes: config.MAX_IMAGE_BYTES,
      maxVideoBytes: config.MAX_VIDEO_BYTES,
    });
  const directory = await makeTemporaryDirectory();
  return {
    ...readFor(anonymous),
    readFor,
    budget,
    directory,
    async close() {
      await fetch.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
