import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { escapePath, isDynamicPattern } from "tinyglobby";
import type { Items } from "../rows.ts";
import { openCsv } from "./csv.ts";
import { folderItems, globItems } from "./folder.ts";
import { isImage } from "./images.ts";
import { openJsonLines, openLines } from "./lines.ts";
import { openParquet } from "./parquet.ts";
import type { Table } from "./table.ts";
import { tableItems, type TableOptions } from "./table-items.ts";

const tables: Readonly<Record<string, (file: string) => Table | Promise<Table>>> = {
  ".csv": (file) => openCsv(file, ","),
  ".tsv": (file) => openCsv(file, "\t"),
  ".jsonl": openJsonLines,
  ".ndjson": openJsonLines,
  ".parquet": openParquet,
  ".txt": openLines,
};

/**
 * What `--in` names: a folder, a pattern, or a file of rows.
 * @throws Error saying why it is none of these; WrongUsage for options that do not fit it
 */
export async function openItems(input: string, options: TableOptions): Promise<Items> {
  const found = await stat(input).catch(() => undefined);
  if (found?.isDirectory()) {
    return folderItems(input);
  }
  if (!found && !isDynamicPattern(input)) {
    throw new Error(`${input}: there is no such folder or file.`);
  }
  if (!found || isImage(input)) {
    return globItems(found ? escapePath(input) : input);
  }
  const open = tables[extname(input).toLowerCase()];
  if (!open) {
    const known = Object.keys(tables).join(", ");
    throw new Error(`${input} is none of the files that can be read: ${known}, or a folder.`);
  }
  return tableItems(input, await open(input), options);
}
