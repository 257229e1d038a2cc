import { LRUCache } from "lru-cache";
import type { Row } from "../../providers/provider.ts";
import { decodeFloat32, encode } from "../../models/vector/encode.ts";

/**
 * Finished rows by a key of what they were made from. It may lie outside the process: so it answers
 * later, takes many at a time, and may forget or fail without harm.
 */
export interface EmbeddingCache {
  /** One row, or undefined, per key, in the order of the keys. */
  getMany(keys: readonly string[]): Promise<(Row | undefined)[]>;
  setMany(entries: readonly (readonly [key: string, row: Row])[]): Promise<void>;
}

/** In this process: the rows that were used last, up to `maxBytes`. */
export function createLruCache(maxBytes: number): EmbeddingCache {
  const rows = new LRUCache<string, Uint8Array>({
    maxSize: maxBytes,
    // The key, an entry and a small object beside the bytes.
    sizeCalculation: (bytes, key) => bytes.byteLength + key.length + 200,
  });
  return {
    getMany: async (keys) =>
      keys.map((key) => {
        const bytes = rows.get(key);
        return bytes && decodeRow(bytes);
      }),
    async setMany(entries) {
      for (const [key, row] of entries) {
        rows.set(key, encodeRow(row));
      }
    },
  };
}

/** Where nothing is kept. */
export const noCache: EmbeddingCache = {
  getMany: async (keys) => keys.map(() => undefined),
  setMany: async () => {},
};

/**
 * A row as bytes: flags (1: truncated, 2: with tokens), three bytes of nothing, tokens as uint32,
 * dollars as float64, then the vector as float32; all little-endian.
 */
export function encodeRow({ vector, tokens, truncated = false, usd = 0 }: Row): Uint8Array {
  const bytes = new Uint8Array(headBytes + 4 * vector.length);
  const head = new DataView(bytes.buffer, 0, headBytes);
  head.setUint8(0, (truncated ? 1 : 0) | (tokens === undefined ? 0 : 2));
  head.setUint32(4, tokens ?? 0, true);
  head.setFloat64(8, usd, true);
  bytes.set(encode(vector, "FLOAT32"), headBytes);
  return bytes;
}

export function decodeRow(bytes: Uint8Array): Row {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(0);
  const usd = view.getFloat64(8, true);
  return {
    vector: decodeFloat32(bytes.subarray(headBytes)),
    truncated: (flags & 1) !== 0,
    ...((flags & 2) !== 0 && { tokens: view.getUint32(4, true) }),
    ...(usd !== 0 && { usd }),
  };
}

const headBytes = 16;
