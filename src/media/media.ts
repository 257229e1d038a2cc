import { rm } from "node:fs/promises";
import type { Log } from "../../providers/provider.ts";
import type { Config } from "../config/config.ts";
import { createMediaBudget, type MediaBudget } from "./budget.ts";
import { createSafeFetch } from "./fetch/safe-fetch.ts";
import { createReadMedia, type ReadMedia } from "./read-media.ts";
import { makeTemporaryDirectory } from "./temporary-directory.ts";

export interface Media extends ReadMedia {
  readonly budget: MediaBudget;
  /** A directory of this process for files that clients send. */
  readonly directory: string;
  /** Ends its connections, removes its files. */
  close(): Promise<void>;
}

/** Reads what clients send, under the limits of the settings. */
export async function openMedia(config: Config, log: Log): Promise<Media> {
  const fetch = createSafeFetch({
    allowedPrivateHosts: config.ALLOWED_PRIVATE_HOSTS,
    timeoutMs: config.FETCH_TIMEOUT_MS,
  });
  const budget = createMediaBudget(config.MAX_MEDIA_MB);
  const media = createReadMedia({
    fetch,
    budget,
    log,
    maxImageBytes: config.MAX_IMAGE_BYTES,
    maxVideoBytes: config.MAX_VIDEO_BYTES,
  });
  const directory = await makeTemporaryDirectory();
  return {
    ...media,
    budget,
    directory,
    async close() {
      await fetch.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
