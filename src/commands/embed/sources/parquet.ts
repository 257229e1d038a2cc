import { readParquetColumn, readParquetShape } from "../parquet-source.ts";
import type { Table } from "./table.ts";

/** @throws Error for a file that is none of Parquet's */
export async function openParquet(file: string): Promise<Table> {
  const { columns, rows } = await readParquetShape(file);
  return {
    columns,
    rows,
    read: ({ column, keyColumn }, from) =>
      readParquetColumn({ file, column: column!, keyColumn, from }),
  };
}
