import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterAll } from "vitest";
import type { OutRow } from "../../../../src/commands/embed/rows.ts";
import { openSink } from "../../../../src/commands/embed/sink.ts";
import { fingerprint, head } from "./sink-head.ts";

export { fingerprint, head };

/** Removed after the file's tests. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "embed-"));
  afterAll(() => rm(folder, { recursive: true }));
  return folder;
}

export const open = (path: string, restart = false) =>
  openSink(path, head, { fingerprint, restart });

// JSON as it is written here does not tell the sign of zero.
const number = fc
  .float({ noNaN: true, noDefaultInfinity: true })
  .map((value) => (value === 0 ? 0 : value));
const vector = fc
  .array(number, { minLength: head.dimensions, maxLength: head.dimensions })
  .map((values) => Float32Array.from(values));

export const anyRow: fc.Arbitrary<OutRow> = fc.oneof(
  fc.record({ key: fc.string({ unit: "grapheme" }), vector, truncated: fc.boolean() }),
  fc.record({
    key: fc.string({ unit: "grapheme" }),
    truncated: fc.constant(false),
    error: fc.record({ code: fc.constant("BAD_INPUT"), message: fc.string({ unit: "grapheme" }) }),
  }),
);

export const anyBlocks = fc.array(fc.array(anyRow, { minLength: 1, maxLength: 5 }), {
  maxLength: 8,
});

/** What every file tells of a row, the vector bit by bit. */
export function told({ key, vector, truncated, error }: OutRow) {
  const { space, model, revision, dimensions } = head;
  const text = error ? `${error.code}: ${error.message}` : null;
  const common = { key, space, model, revision, dimensions, truncated, error: text };
  return { ...common, vector: vector ? bitsOf(vector) : null };
}

export const bitsOf = (vector: Iterable<number>) =>
  Buffer.from(Float32Array.from(vector).buffer).toString("hex");

export async function readParquet(path: string) {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  return rows.map((row) => ({ ...row, vector: row.vector && bitsOf(row.vector) }));
}

export async function readLines(path: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  if (lines.pop() !== "") {
    throw new Error("the last line has no end");
  }
  return lines.map((line) => JSON.parse(line));
}
