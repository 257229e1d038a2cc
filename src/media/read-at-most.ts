import { GatewayError } from "../../models/errors.ts";

/** How many bytes of one image or video are taken, and the setting that says so. */
export interface MediaLimit {
  readonly what: "image" | "video";
  readonly maxBytes: number;
  readonly limitName: string;
  /** What to do about a larger one; to send a smaller one when left out. */
  readonly remedy?: string;
}

/** The bytes of a file on their way. */
export interface Content {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes in all, where that is known before they come. */
  readonly length?: number | undefined;
}

/**
 * Passes the chunks of a stream on. Leaving it early, as at the limit, destroys a Node stream.
 *
 * @throws GatewayError TOO_LARGE at the first byte over the limit; whatever the stream throws
 */
export async function* atMost(
  stream: AsyncIterable<Uint8Array>,
  limit: MediaLimit,
): AsyncGenerator<Uint8Array, void> {
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit.maxBytes) {
      throw tooLarge(limit);
    }
    yield chunk;
  }
}

/** Collects what is on its way, in one piece. @throws as `atMost` */
export async function readAtMost(content: Content, limit: MediaLimit): Promise<Uint8Array> {
  // Copied into one buffer as they come: kept, a million chunks of one byte would cost far more.
  let bytes = new Uint8Array(Math.min(content.length ?? 65_536, limit.maxBytes));
  let size = 0;
  for await (const chunk of atMost(content.chunks, limit)) {
    const end = size + chunk.length;
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.min(Math.max(end, 2 * bytes.length), limit.maxBytes));
      larger.set(bytes.subarray(0, size));
      bytes = larger;
    }
    bytes.set(chunk, size);
    size = end;
  }
  return size === bytes.length ? bytes : bytes.slice(0, size);
}

/** @param size in bytes, where it is known */
export function tooLarge(limit: MediaLimit, size?: number): GatewayError {
  const { what, maxBytes, limitName, remedy = `Send a smaller ${what}.` } = limit;
  const has = size === undefined ? `more than ${maxBytes}` : `${size}`;
  return new GatewayError(
    "TOO_LARGE",
    `The ${what} has ${has} bytes; ${limitName} allows ${maxBytes}. ${remedy}`,
  );
}
