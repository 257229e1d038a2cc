import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect, it } from "vitest";
import {
  readParquetColumn,
  readParquetShape,
} from "../../../../src/commands/embed/parquet-source.ts";
import { temporaryFolder } from "./sink-run.ts";

const urls = Array.from({ length: 25 }, (_, i) => `https://example.com/${i}/ünï.jpg`);
const table: ColumnSource[] = [
  { name: "url", data: urls.map((url, i) => (i === 12 ? null : url)), type: "STRING" },
  { name: "id", data: urls.map((_, i) => BigInt(i) * 1000n), type: "INT64" },
  { name: "name", data: urls.map((url) => createHash("md5").update(url).digest("hex")) },
  { name: "photo", data: urls.map(() => Uint8Array.of(1, 2, 3)), type: "BYTE_ARRAY" },
  { name: "taken", data: urls.map(() => new Date()), type: "TIMESTAMP" },
];

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  file = await write("table.parquet");
});

async function write(name: string, options: object = {}): Promise<string> {
  const bytes = parquetWriteBuffer({ columnData: table, rowGroupSize: 10, ...options });
  await writeFile(join(folder, name), Buffer.from(bytes));
  return join(folder, name);
}

async function read(column: string, options: { file?: string; keyColumn?: string; from?: number }) {
  const rows = [];
  for await (const row of readParquetColumn({ file, column, from: 0, ...options })) {
    rows.push(row);
  }
  return rows;
}

describe("a column of a Parquet file", () => {
  const expected = urls.map((url, i) => ({ key: String(i), value: i === 12 ? null : url }));

  it("is read in the order of its rows, with nulls, under the rows' numbers", async () => {
    expect(await read("url", {})).toEqual(expected);
  });

  it.each([1, 9, 10, 11, 20, 24, 25, 30])("is read from row %i on", async (from) => {
    expect(await read("url", { from })).toEqual(expected.slice(from));
  });

  it("has keys of strings, or of numbers", async () => {
    expect((await read("url", { keyColumn: "id", from: 3 }))[0]?.key).toBe("3000");
    expect((await read("url", { keyColumn: "name" }))[3]?.key).toBe(table[2]!.data[3]);
  });

  it("may be compressed by any codec that files have", async () => {
    const compressors = { GZIP: (bytes: Uint8Array) => gzipSync(bytes) };
    const gzipped = await write("gzip.parquet", { codec: "GZIP", compressors });
    expect(await read("url", { file: gzipped })).toEqual(expected);
  });

  it("is refused when there is none of its name, or it holds no strings", async () => {
    await expect(read("link", {})).rejects.toThrow(
      `${file} has no column link. Its columns are url, id, name, photo, taken.`,
    );
    await expect(read("photo", {})).rejects.toThrow(
      `Column photo of ${file} holds bytes, not strings. Those with strings are url, name.`,
    );
    await expect(read("url", { keyColumn: "taken" })).rejects.toThrow(
      `Column taken of ${file} holds timestamp_millis; keys are strings or numbers.`,
    );
  });

  it("is of a file whose columns and rows are known from its footer", async () => {
    const columns = ["url", "id", "name", "photo", "taken"];
    expect(await readParquetShape(file)).toEqual({ columns, rows: 25 });
  });

  it("is refused in what is no Parquet file", async () => {
    const other = join(folder, "other.parquet");
    await writeFile(other, "key,url\n1,https://example.com\n");
    await expect(read("url", { file: other })).rejects.toThrow(
      `${other} cannot be read as Parquet: `,
    );
  });
});
