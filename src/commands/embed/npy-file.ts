import type { FileHandle } from "node:fs/promises";
import type { Content } from "./output.ts";

/** Magic bytes, version 1.0 and the length of what follows. */
const prefixBytes = 10;
/** The data begins at a multiple of it, so that the file can be mapped into memory. */
const alignment = 64;

/**
 * A matrix of float32, one row per item, as `numpy.load` reads it. A row that failed is NaN all
 * through: row n stays item n, and no sum or similarity takes it for a vector.
 *
 * See https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function writeNpy(file: FileHandle, { head, count, read }: Content): Promise<void> {
  await file.appendFile(npyHead(count, head.dimensions));
  for await (const rows of read()) {
    const block = Buffer.alloc(rows.length * head.dimensions * 4);
    for (const [i, { vector }] of rows.entries()) {
      for (let j = 0; j < head.dimensions; j++) {
        block.writeFloatLE(vector?.[j] ?? Number.NaN, (i * head.dimensions + j) * 4);
      }
    }
    await file.appendFile(block);
  }
}

function npyHead(rows: number, columns: number): Buffer {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const bytes = Math.ceil((prefixBytes + description.length + 1) / alignment) * alignment;
  const text = `${description.padEnd(bytes - prefixBytes - 1)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, Buffer.from(text)]);
}
