import { crc32 } from "node:zlib";
import { dot } from "../../models/vector/vector.ts";
import type { Row } from "../../providers/provider.ts";
import { decodeRow, encodeRow } from "./cache.ts";

/**
 * A row as the shared store has it: a version, three bytes of nothing, a checksum of the row's name
 * and its bytes as uint32 (little-endian), then the row as `encodeRow` writes it.
 */
export function seal(name: string, row: Row): Buffer {
  const bytes = encodeRow(row);
  const sealed = Buffer.alloc(headBytes + bytes.length);
  sealed.writeUInt8(version, 0);
  sealed.writeUInt32LE(checksum(name, bytes), 4);
  sealed.set(bytes, headBytes);
  return sealed;
}

/** Undefined for whatever `seal` did not write under this name: others may write there, too. */
export function unseal(name: string, sealed: Buffer): Row | undefined {
  const vectorBytes = sealed.length - headBytes - rowHeadBytes;
  if (vectorBytes <= 0 || vectorBytes % 4 !== 0 || sealed.readUInt8(0) !== version) {
    return undefined;
  }
  const bytes = sealed.subarray(headBytes);
  if (sealed.readUInt32LE(4) !== checksum(name, bytes)) {
    return undefined;
  }
  const row = decodeRow(bytes);
  return Number.isFinite(dot(row.vector, row.vector)) ? row : undefined;
}

function checksum(name: string, bytes: Uint8Array): number {
  return crc32(bytes, crc32(name));
}

const version = 1;
const headBytes = 8;
const rowHeadBytes = encodeRow({ vector: new Float32Array() }).length;
