import type { FileHandle } from "node:fs/promises";
import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import { packageVersion } from "../../../providers/package-root.ts";
import { columnsOf } from "./jsonl-file.ts";
import type { Content } from "./output.ts";
import type { Head, OutRow } from "./rows.ts";

/** Of a row group: what the writer needs for it grows with them, to some 300 bytes a number. */
const maxNumbers = 2 ** 20;

const schema: SchemaElement[] = [
  { name: "schema", num_children: 8 },
  text("key", "REQUIRED"),
  text("space", "REQUIRED"),
  text("model", "REQUIRED"),
  text("revision", "OPTIONAL"),
  { name: "dimensions", type: "INT32", repetition_type: "REQUIRED" },
  {
    name: "vector",
    repetition_type: "OPTIONAL",
    converted_type: "LIST",
    logical_type: { type: "LIST" },
    num_children: 1,
  },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
  { name: "truncated", type: "BOOLEAN", repetition_type: "REQUIRED" },
  text("error", "OPTIONAL"),
];

function text(name: string, repetition: "REQUIRED" | "OPTIONAL"): SchemaElement {
  const type = { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
  return { name, ...type, repetition_type: repetition } as SchemaElement;
}

/**
 * A column for each thing that is known of a row, and the head once more in the file's metadata.
 * Vectors are neither compressed nor counted in statistics: their bits are as good as random, and
 * the least of all numbers tells nothing. Rows that failed have null for a vector.
 */
export async function writeParquet(file: FileHandle, content: Content): Promise<void> {
  const writer = new ParquetWriter({
    writer: writerTo(file),
    schema,
    codec: "SNAPPY",
    kvMetadata: metadataOf(content),
    createdBy: `parallax version ${packageVersion()}`,
  });
  const size = Math.max(1, Math.floor(maxNumbers / content.head.dimensions));
  for await (const rows of inGroups(content.read(), size)) {
    await writer.write({ columnData: columnDataOf(content.head, rows), rowGroupSize: size });
  }
  await writer.finish();
}

function columnDataOf(head: Head, rows: readonly OutRow[]) {
  const columns = rows.map((row) => columnsOf(head, row));
  const column = (name: keyof (typeof columns)[number]) => {
    return { name, data: columns.map((row) => row[name]) };
  };
  return [
    column("key"),
    column("space"),
    column("model"),
    column("revision"),
    column("dimensions"),
    {
      name: "vector",
      // The writer takes arrays for lists, and nothing else.
      data: rows.map(({ vector }) => (vector ? Array.from(vector) : null)),
      codec: "UNCOMPRESSED" as const,
      encoding: "PLAIN" as const,
      statistics: false,
    },
    column("truncated"),
    column("error"),
  ];
}

function metadataOf({ head, fingerprint }: Content) {
  const facts = {
    model: head.model,
    space: head.space,
    ...(head.revision !== null && { revision: head.revision }),
    dimensions: head.dimensions,
    purpose: head.purpose,
    ...(head.language !== undefined && { language: head.language }),
    normalised: true,
    source: fingerprint,
    version: packageVersion(),
  };
  return Object.entries(facts).map(([name, value]) => ({
    key: `parallax.${name}`,
    value: String(value),
  }));
}

/** Holds one row group, and hands it to the file when it is complete. */
function writerTo(file: FileHandle) {
  const bytes = new ByteWriter();
  const flush = async () => {
    await file.appendFile(bytes.getBytes());
    bytes.index = 0;
  };
  return Object.assign(bytes, { flush, finish: flush });
}

async function* inGroups(blocks: AsyncIterable<readonly OutRow[]>, size: number) {
  let group: OutRow[] = [];
  for await (const rows of blocks) {
    for (const row of rows) {
      group.push(row);
      if (group.length === size) {
        yield group;
        group = [];
      }
    }
  }
  if (group.length > 0) {
    yield group;
  }
}
