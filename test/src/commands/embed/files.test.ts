import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import type { OutRow } from "../../../../src/commands/embed/rows.ts";
import { openSink } from "../../../../src/commands/embed/sink.ts";
import {
  anyRow,
  bitsOf,
  fingerprint,
  head,
  readLines,
  readParquet,
  temporaryFolder,
  told,
} from "./sink-run.ts";

let folder: string;
beforeAll(async () => void (folder = await temporaryFolder()));

let files = 0;
async function write(extension: string, rows: readonly OutRow[], dimensions = head.dimensions) {
  const path = join(folder, `${files++}${extension}`);
  const sink = await openSink(path, { ...head, dimensions }, { fingerprint });
  await sink.write(rows);
  await sink.finish();
  return path;
}

const failed: OutRow = {
  key: "日本/ü.jpg",
  truncated: false,
  error: { code: "TOO_LARGE", message: "21 MB, of 20 at most" },
};

describe.each([".parquet", ".jsonl", ".npy"])("a file %s", (extension) => {
  it("holds any rows, also none and one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 12 }), async (rows) => {
        expect(await read(await write(extension, rows), extension)).toEqual(rows.map(told));
      }),
      { numRuns: 30, examples: [[[]], [[failed]], [[failed, failed]]] },
    );
  });

  it("holds vectors of 3072 dimensions", async () => {
    const rows = Array.from({ length: 3 }, (_, i): OutRow => {
      const vector = Float32Array.from({ length: 3072 }, (_, j) => Math.sin(i * 3072 + j));
      return { key: `${i}`, vector, truncated: i % 2 === 0 };
    });
    const path = await write(extension, rows, 3072);
    const there = await read(path, extension, 3072);
    const expected = rows.map((row) => ({ ...told(row), dimensions: 3072 }));
    expect(there.length).toBe(3);
    expect(there.every((row, i) => row.vector === expected[i]!.vector)).toBe(true);
    expect({ ...there.at(-1), vector: "" }).toEqual({ ...expected.at(-1), vector: "" });
  });
});

it("a Parquet file says in its metadata what its vectors are, and counts what is in its columns", async () => {
  const vector = Float32Array.of(1, 0, 0);
  const path = await write(".parquet", [{ key: "b", vector, truncated: true }, failed]);
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
  const pairs = metadata.key_value_metadata!.map(({ key, value }) => [key, value]);
  expect(Object.fromEntries(pairs)).toEqual({
    "parallax.model": "test/model",
    "parallax.space": "test-space",
    "parallax.revision": "0f1e2d",
    "parallax.dimensions": "3",
    "parallax.purpose": "DOCUMENT",
    "parallax.normalised": "true",
    "parallax.source": "sha256:abc",
    "parallax.version": expect.stringMatching(/^\d+\./),
  });
  const [key, , , , , , , error] = metadata.row_groups[0]!.columns.map(
    ({ meta_data }) => meta_data!.statistics,
  );
  expect(key).toMatchObject({ min_value: "b", max_value: "日本/ü.jpg", null_count: 0n });
  expect(error).toMatchObject({ null_count: 1n });
});

it("an .npy begins as numpy's own do", async () => {
  const path = await write(".npy", [failed, failed]);
  const description = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  const start = `\x93NUMPY\x01\x00v\x00${description.padEnd(117)}\n`;
  const bytes = await readFile(path);
  expect(bytes.subarray(0, 128).toString("latin1")).toBe(start);
  expect(bytes.length).toBe(128 + 2 * 3 * 4);
});

it("JSONL has numbers that are no longer than float32 needs", async () => {
  const vector = Float32Array.of(0.1, 1 / 3, -1);
  const path = await write(".jsonl", [{ key: "a", vector, truncated: false }]);
  expect(await readFile(path, "utf8")).toContain('"vector":[0.100000001,0.333333343,-1]}');
});

async function read(path: string, extension: string, dimensions = head.dimensions) {
  if (extension === ".parquet") {
    return readParquet(path) as Promise<ReturnType<typeof told>[]>;
  }
  if (extension === ".jsonl") {
    const lines = (await readLines(path)) as { vector: number[] | null }[];
    return lines.map((line) => ({ ...line, vector: line.vector && bitsOf(line.vector) }));
  }
  const lines = await readLines(path.replace(/npy$/, "keys.jsonl"));
  const bytes = await readFile(path);
  const start = 10 + bytes.readUInt16LE(8);
  return lines.map((line, i) => {
    const at = start + i * dimensions * 4;
    const vector = bytes.subarray(at, at + dimensions * 4);
    const missing = vector.equals(Buffer.from(new Float32Array(dimensions).fill(NaN).buffer));
    return { ...line, vector: missing ? null : vector.toString("hex") };
  });
}
