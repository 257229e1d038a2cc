import { GatewayError } from "../../models/errors.ts";

/** How many bytes of one image or video are taken, and the setting that says so. */
export interface MediaLimit {
  readonly what: "image" | "video";
  readonly maxBytes: number;
  readonly limitName: string;
}

/**
 * Collects a stream. Leaving it early, as at the limit, destroys a Node stream.
 *
 * @throws GatewayError TOO_LARGE at the first byte over the limit; whatever the stream throws
 */
export async function readAtMost(
  stream: AsyncIterable<Uint8Array>,
  limit: MediaLimit,
): Promise<Uint8Array> {
  // Copied into one buffer as they come: kept, a million chunks of one byte would cost far more.
  let bytes = new Uint8Array(Math.min(65_536, limit.maxBytes));
  let size = 0;
  for await (const chunk of stream) {
    const end = size + chunk.length;
    if (end > limit.maxBytes) {
      throw tooLarge(limit);
    }
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.min(Math.max(end, 2 * bytes.length), limit.maxBytes));
      larger.set(bytes.subarray(0, size));
      bytes = larger;
    }
    bytes.set(chunk, size);
    size = end;
  }
  return bytes.slice(0, size);
}

/** @param size in bytes, where it is known */
export function tooLarge({ what, maxBytes, limitName }: MediaLimit, size?: number): GatewayError {
  const has = size === undefined ? `more than ${maxBytes}` : `${size}`;
  return new GatewayError(
    "TOO_LARGE",
    `The ${what} has ${has} bytes; ${limitName} allows ${maxBytes}. Send a smaller ${what}.`,
  );
}
