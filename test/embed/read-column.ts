import { readParquetColumn } from "../../src/commands/embed/parquet-source.ts";

/** Prints keys and values of a Parquet file as JSON: `read-column.js FILE COLUMN KEY FROM`. */
const [file, column, keyColumn, from] = process.argv.slice(2);
const rows = [];
for await (const row of readParquetColumn({
  file: file!,
  column: column!,
  keyColumn,
  from: Number(from),
})) {
  rows.push(row);
}
process.stdout.write(JSON.stringify(rows));
