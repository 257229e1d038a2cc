import { parse } from "csv-parse";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { longestRow, type Table } from "./table.ts";

/** A CSV whose first row is its header. @throws Error with the line that is wrong */
export async function openCsv(file: string, delimiter: "," | "\t"): Promise<Table> {
  const columns = (await first(records(file, delimiter))) ?? [];
  return {
    columns,
    async *read({ column, keyColumn }, from) {
      const at = columns.indexOf(column!);
      const keyAt = keyColumn === undefined ? undefined : columns.indexOf(keyColumn);
      let row = -1;
      for await (const record of records(file, delimiter)) {
        // The header is none.
        if (row >= from) {
          const key = keyAt === undefined ? String(row) : (record[keyAt] ?? "");
          yield { key, value: record[at] ?? null };
        }
        row++;
      }
    },
  };
}

async function* records(file: string, delimiter: string): AsyncGenerator<string[]> {
  const parser = parse({
    bom: true,
    delimiter,
    // What lacks is null, and a row too many columns hurts nobody.
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  });
  try {
    // A failure of either ends the parser, which then throws it here.
    yield* pipeline(createReadStream(file), parser, () => {});
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}.`, { cause: error });
  }
}

async function first<T>(values: AsyncIterable<T>): Promise<T | undefined> {
  for await (const value of values) {
    return value;
  }
  return undefined;
}
