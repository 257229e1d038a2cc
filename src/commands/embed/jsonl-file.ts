import type { FileHandle } from "node:fs/promises";
import type { Content } from "./output.ts";
import type { Head, OutRow } from "./rows.ts";

/** What a line says of its row, whatever the file: the columns of Parquet under the same names. */
export function columnsOf({ model, space, revision, dimensions }: Head, row: OutRow) {
  return {
    key: row.key,
    space,
    model,
    revision,
    dimensions,
    truncated: row.truncated,
    error: row.error ? `${row.error.code}: ${row.error.message}` : null,
  };
}

/**
 * One object a line, and nothing else: a first line of another form would break most readers, so
 * each line says model and space. A number has nine digits, which is enough to tell any two float32
 * apart.
 */
export function writeJsonl(file: FileHandle, content: Content): Promise<void> {
  return writeLines(file, content, ({ vector }) => ({
    vector: vector ? Array.from(vector, (value) => Number(value.toPrecision(9))) : null,
  }));
}

/** Beside an .npy, which has numbers only: line n tells of row n. */
export function writeKeys(file: FileHandle, content: Content): Promise<void> {
  return writeLines(file, content, () => ({}));
}

async function writeLines(
  file: FileHandle,
  { head, read }: Content,
  more: (row: OutRow) => object,
): Promise<void> {
  for await (const rows of read()) {
    const lines = rows.map(
      (row) => `${JSON.stringify({ ...columnsOf(head, row), ...more(row) })}\n`,
    );
    await file.appendFile(lines.join(""));
  }
}
