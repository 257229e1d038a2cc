import type { FileUpload } from "graphql-upload/processRequest.mjs";
import { GatewayError } from "../models/errors.ts";
import { decodeBase64 } from "./base64.ts";
import type { MediaLimit } from "./read-at-most.ts";
import { readUpload } from "./read-upload.ts";
import type { SafeFetch } from "./safe-fetch.ts";

/** Exactly one is set; GraphQL's @oneOf sees to that. */
export interface ImageInput {
  readonly url?: string | null;
  readonly base64?: string | null;
  readonly upload?: Promise<FileUpload> | null;
}

/** Exactly one is set; GraphQL's @oneOf sees to that. */
export interface VideoInput extends ImageInput {
  readonly gcsUri?: string | null;
}

export interface ReadMedia {
  /**
   * The bytes of an encoded image, whatever its format: never decoded in this process.
   *
   * @throws GatewayError BAD_INPUT, TOO_LARGE, FETCH_REFUSED, FETCH_FAILED, IMAGE_UNREADABLE when
   *   there are no bytes; the signal's reason
   */
  readImage(input: ImageInput, signal?: AbortSignal): Promise<Uint8Array>;
  /** @throws GatewayError as `readImage`, but BAD_INPUT when there are no bytes */
  readVideo(input: ImageInput, signal?: AbortSignal): Promise<Uint8Array>;
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
    { url, base64, upload }: ImageInput,
    limit: MediaLimit,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    signal?.throwIfAborted();
    if (url != null) return fetch(url, { ...limit, signal });
    if (base64 != null) return decodeBase64(base64, limit);
    if (upload != null) return readUpload(upload, limit, signal);
    throw new GatewayError("BAD_INPUT", `The ${limit.what} is given by none of its fields.`);
  }

  return {
    readImage: async (input, signal) => {
      const bytes = await read(input, image, signal);
      if (bytes.length === 0) throw new GatewayError("IMAGE_UNREADABLE", "The file is empty.");
      return bytes;
    },
    readVideo: async (input, signal) => {
      const bytes = await read(input, video, signal);
      if (bytes.length === 0) throw new GatewayError("BAD_INPUT", "The file is empty.");
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
export function gcsUriOf({ gcsUri }: VideoInput): string | undefined {
  if (gcsUri == null) {
    return undefined;
  }
  if (/^gs:\/\/[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]\/[^\r\n]{1,1024}$/.test(gcsUri)) {
    return gcsUri;
  }
  throw new GatewayError("BAD_INPUT", "gcsUri must look like gs://bucket/path/to/video.mp4.");
}
