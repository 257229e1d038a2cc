import { rm } from "node:fs/promises";
import { digestOf } from "../../models/digest.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Config } from "../config/config.ts";
import { decodeBase64 } from "./base64.ts";
import { createSafeFetch, type SafeFetch } from "./fetch/safe-fetch.ts";
import type { MediaLimit } from "./read-at-most.ts";
import { createMediaBudget, type MediaBudget } from "./budget.ts";
import { makeTemporaryDirectory } from "./temporary-directory.ts";
import { readUpload, type Upload } from "./upload.ts";

/** Where an image is. Exactly one is set; GraphQL's @oneOf sees to that. */
export interface ImageSource {
  readonly url?: string | null;
  readonly base64?: string | null;
  readonly upload?: Promise<Upload> | null;
}

/** Where a video is. Exactly one is set; GraphQL's @oneOf sees to that. */
export interface VideoSource extends ImageSource {
  readonly gcsUri?: string | null;
}

/** An encoded image, whatever its format, and what tells it apart: never decoded in this process. */
export interface Image {
  readonly bytes: Uint8Array;
  readonly digest: string;
}

export interface ReadMedia {
  /**
   * @throws GatewayError BAD_INPUT, TOO_LARGE, FETCH_REFUSED, FETCH_FAILED, IMAGE_UNREADABLE when
   *   there are no bytes; the signal's reason
   */
  readImage(source: ImageSource, signal?: AbortSignal): Promise<Image>;
  /** @throws GatewayError as `readImage`, but BAD_INPUT when there are no bytes */
  readVideo(source: ImageSource, signal?: AbortSignal): Promise<Uint8Array>;
}

export interface Media extends ReadMedia {
  readonly budget: MediaBudget;
  /** A directory of this process for files that clients send. */
  readonly directory: string;
  /** Ends its connections, removes its files. */
  close(): Promise<void>;
}

/** Reads what clients send, under the limits of the settings. */
export async function openMedia(config: Config): Promise<Media> {
  const fetch = createSafeFetch({
    allowedPrivateHosts: config.ALLOWED_PRIVATE_HOSTS,
    timeoutMs: config.FETCH_TIMEOUT_MS,
  });
  const media = createReadMedia({
    fetch,
    maxImageBytes: config.MAX_IMAGE_BYTES,
    maxVideoBytes: config.MAX_VIDEO_BYTES,
  });
  const directory = await makeTemporaryDirectory();
  return {
    ...media,
    budget: createMediaBudget(config.MAX_MEDIA_MB),
    directory,
    async close() {
      await fetch.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function createReadMedia(options: {
  readonly fetch: SafeFetch;
  readonly maxImageBytes: number;
  readonly maxVideoBytes: number;
}): ReadMedia {
  const { fetch, maxImageBytes, maxVideoBytes } = options;
  const image = { what: "image", maxBytes: maxImageBytes, limitName: "MAX_IMAGE_BYTES" } as const;
  const video = { what: "video", maxBytes: maxVideoBytes, limitName: "MAX_VIDEO_BYTES" } as const;

  async function read(
    { url, base64, upload }: ImageSource,
    limit: MediaLimit,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    signal?.throwIfAborted();
    if (url != null) {
      return fetch(url, { ...limit, signal });
    }
    if (base64 != null) {
      return decodeBase64(base64, limit);
    }
    if (upload != null) {
      return readUpload(upload, limit, signal);
    }
    throw new GatewayError("BAD_INPUT", `The ${limit.what} is given by none of its fields.`);
  }

  return {
    readImage: async (source, signal) => {
      const bytes = await read(source, image, signal);
      if (bytes.length === 0) {
        throw new GatewayError("IMAGE_UNREADABLE", "The file is empty.");
      }
      return { bytes, digest: digestOf(bytes) };
    },
    readVideo: async (source, signal) => {
      const bytes = await read(source, video, signal);
      if (bytes.length === 0) {
        throw new GatewayError("BAD_INPUT", "The file is empty.");
      }
      return bytes;
    },
  };
}

/**
 * Where the video is stored, if it is given so. Only its syntax is checked
 * (https://cloud.google.com/storage/docs/buckets#naming): Vertex AI reads it itself.
 *
 * @throws GatewayError BAD_INPUT
 */
export function gcsUriOf({ gcsUri }: VideoSource): string | undefined {
  if (gcsUri == null) {
    return undefined;
  }
  if (/^gs:\/\/[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]\/[^\r\n]{1,1024}$/.test(gcsUri)) {
    return gcsUri;
  }
  throw new GatewayError("BAD_INPUT", "gcsUri must look like gs://bucket/path/to/video.mp4.");
}
