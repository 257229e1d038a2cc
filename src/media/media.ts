import type { Config } from "../config/config.ts";
import { createReadMedia, type ReadMedia } from "./read-media.ts";
import { createSafeFetch } from "./fetch/safe-fetch.ts";

/** Reads what clients send, under the limits of the settings. `close` ends its connections. */
export function openMedia(config: Config): ReadMedia & { close(): Promise<void> } {
  const fetch = createSafeFetch({
    allowedPrivateHosts: config.ALLOWED_PRIVATE_HOSTS,
    timeoutMs: config.FETCH_TIMEOUT_MS,
  });
  const media = createReadMedia({
    fetch,
    maxImageBytes: config.MAX_IMAGE_BYTES,
    maxVideoBytes: config.MAX_VIDEO_BYTES,
  });
  return { ...media, close: () => fetch.close() };
}
