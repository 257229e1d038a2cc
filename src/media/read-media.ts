import { digestOf } from "../../models/digest.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import { decodeBase64 } from "./base64.ts";
import type { Held, MediaBudget, Reservations } from "./budget.ts";
import type { Fetch, FetchOptions } from "./fetch/safe-fetch.ts";
import { atMost, type Content, type MediaLimit, readAtMost } from "./read-at-most.ts";
import { readUpload, type Upload } from "./upload.ts";
import { explainFullDisk, writeFile } from "./write-file.ts";

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

/** An image whose bytes count against MAX_MEDIA_MB until it is released. */
export interface HeldImage extends Image {
  release(): void;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Where what is fetched finds room; among all requests' files when left out. */
  readonly budget?: Reservations;
}

/**
 * What is fetched waits for room before it is read. What clients send themselves does not: it is
 * held, and counted, as a part of their request.
 *
 * All throw GatewayError BAD_INPUT, TOO_LARGE, FETCH_REFUSED, FETCH_FAILED, OVERLOADED when the
 * disk is full; the signal's reason.
 */
export interface ReadMedia {
  /** @throws GatewayError IMAGE_UNREADABLE, too, when there are no bytes */
  readImage(source: ImageSource, options?: ReadOptions): Promise<HeldImage>;
  /** For who makes room for it. */
  readVideo(source: ImageSource, options?: ReadVideoOptions): Promise<Uint8Array>;
  /** Into a new file. What comes back is to be released when the file is gone. */
  writeVideo(source: ImageSource, file: string, options?: ReadOptions): Promise<Held>;
}

/** A limit of who takes the video. */
export type VideoLimit = Omit<MediaLimit, "what">;

export interface ReadVideoOptions {
  readonly signal?: AbortSignal | undefined;
  /** Instead of MAX_VIDEO_BYTES, where it is smaller. */
  readonly limit?: VideoLimit;
  /** Waited for before it is read: of a URL, when the caller's turn to fetch has come. */
  makeRoom?(): Promise<void>;
}

/** Reads what clients send. */
export function createReadMedia(options: {
  readonly fetch: Fetch;
  readonly budget: MediaBudget;
  readonly log: Log;
  readonly maxImageBytes: number;
  readonly maxVideoBytes: number;
}): ReadMedia {
  const { fetch, budget, log, maxImageBytes, maxVideoBytes } = options;
  // No file is larger than all of them together: there would never be room for it.
  const all = { maxBytes: budget.maxBytes, limitName: "MAX_MEDIA_MB" };
  const ofImage = smaller({ maxBytes: maxImageBytes, limitName: "MAX_IMAGE_BYTES" }, all);
  const ofVideo = smaller({ maxBytes: maxVideoBytes, limitName: "MAX_VIDEO_BYTES" }, all);
  const image = { what: "image", ...ofImage } as const;
  const video = { what: "video", ...ofVideo } as const;

  async function take<T>(
    { url, base64, upload }: ImageSource,
    limit: MediaLimit,
    { signal, makeRoom }: Pick<FetchOptions, "signal" | "makeRoom">,
    sink: (content: Content) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    try {
      if (url != null) {
        return await fetch(url, { ...limit, signal, makeRoom }, sink);
      }
      if (base64 != null) {
        const bytes = decodeBase64(base64, limit);
        return await sink({ length: bytes.length, chunks: single(bytes) });
      }
      if (upload != null) {
        return await sink({ chunks: readUpload(upload, limit, signal) });
      }
    } catch (error) {
      throw explainFullDisk(error, log);
    }
    throw new GatewayError("BAD_INPUT", `The ${limit.what} is given by none of its fields.`);
  }

  /** As `take`, in the room that the budget has; also, how many bytes came. */
  async function takeHeld<T>(
    source: ImageSource,
    limit: MediaLimit,
    { signal, budget: room = budget }: ReadOptions,
    sink: (content: Content) => Promise<T>,
  ): Promise<{ value: T; bytes: number; held: Held }> {
    let held = budget.open();
    const makeRoom = async (bytes: number) => {
      held = await room.reserve(bytes, signal);
    };
    let bytes = 0;
    async function* counted({ chunks }: Content) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        yield chunk;
      }
    }
    try {
      const value = await take(source, limit, { signal, makeRoom }, ({ length, ...content }) =>
        sink({ length, chunks: counted(content) }),
      );
      held.resize(Math.min(bytes, held.bytes));
      return { value, bytes, held };
    } catch (error) {
      held.release();
      throw error;
    }
  }

  return {
    async readImage(source, options = {}) {
      const { value, held } = await takeHeld(source, image, options, (content) =>
        readAtMost(content, image),
      );
      if (value.length === 0) {
        held.release();
        throw new GatewayError("IMAGE_UNREADABLE", "The file is empty.");
      }
      return { bytes: value, digest: digestOf(value), release: () => held.release() };
    },

    async readVideo(source, { signal, limit: given = video, makeRoom } = {}) {
      const limit = { what: "video", ...smaller(given, video) } as const;
      if (source.url == null) {
        await makeRoom?.();
      }
      const options = { signal, makeRoom };
      const bytes = await take(source, limit, options, (content) => readAtMost(content, limit));
      if (bytes.length === 0) {
        throw emptyVideo();
      }
      return bytes;
    },

    async writeVideo(source, file, options = {}) {
      const { bytes, held } = await takeHeld(source, video, options, ({ chunks }) =>
        writeFile(atMost(chunks, video), file),
      );
      if (bytes === 0) {
        held.release();
        throw emptyVideo();
      }
      return held;
    },
  };
}

async function* single(bytes: Uint8Array) {
  yield bytes;
}

function smaller<Limit extends VideoLimit>(one: Limit, other: Limit): Limit {
  return other.maxBytes < one.maxBytes ? other : one;
}

function emptyVideo(): GatewayError {
  return new GatewayError("BAD_INPUT", "The file is empty.");
}
