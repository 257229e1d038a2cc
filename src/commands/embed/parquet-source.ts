import { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } from "hyparquet";
import type { AsyncBuffer, FileMetaData, SchemaElement, SchemaTree } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { ReadParquetColumn, ReadParquetShape } from "./rows.ts";

export const readParquetShape: ReadParquetShape = async (path) => {
  const { metadata, columns } = await openParquet(path);
  return { columns: [...columns.keys()], rows: Number(metadata.num_rows) };
};

/** Memory holds the two columns of one row group, whose size is up to who wrote the file. */
export const readParquetColumn: ReadParquetColumn = async function* (options) {
  const { file: path, column, keyColumn, from } = options;
  const { file, metadata, columns } = await openParquet(path);
  checkValues(path, column, columns);
  if (keyColumn !== undefined) {
    checkKeys(path, keyColumn, columns);
  }
  const names = keyColumn === undefined ? [column] : [column, keyColumn];
  const plan = { file, metadata, columns: names, compressors, rowStart: from };
  const scan = await parquetScan(plan).catch((error: unknown) => unreadable(path, error));
  // A range is a row group, or what is left of it.
  for (const range of scan.ranges) {
    const read = (name: string): Promise<ArrayLike<unknown>> =>
      scan.readColumn({ column: name, ...range }).catch((error) => unreadable(path, error));
    const [values, keys] = await Promise.all([
      read(column),
      keyColumn === undefined ? undefined : read(keyColumn),
    ]);
    for (let i = 0; i < values.length; i++) {
      const key = keys ? (keys[i] ?? "") : range.rowStart + i;
      yield { key: String(key), value: (values[i] as string | undefined) ?? null };
    }
  }
};

interface Opened {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly columns: ReadonlyMap<string, SchemaTree>;
}

async function openParquet(path: string): Promise<Opened> {
  const file = await asyncBufferFromFile(path);
  try {
    const metadata = await parquetMetadataAsync(file);
    const { children } = parquetSchema(metadata);
    return { file, metadata, columns: new Map(children.map((tree) => [tree.element.name, tree])) };
  } catch (error) {
    return unreadable(path, error);
  }
}

function checkValues(path: string, name: string, columns: Opened["columns"]): void {
  const tree = find(path, name, columns);
  if (!isText(tree)) {
    const others = [...columns].filter(([, other]) => isText(other)).map(([other]) => other);
    const hint = others.length > 0 ? `Those with strings are ${others.join(", ")}.` : "None does.";
    throw new Error(`Column ${name} of ${path} holds ${kindOf(tree)}, not strings. ${hint}`);
  }
}

function checkKeys(path: string, name: string, columns: Opened["columns"]): void {
  const tree = find(path, name, columns);
  if (!isText(tree) && !isNumber(tree)) {
    const kind = kindOf(tree);
    throw new Error(`Column ${name} of ${path} holds ${kind}; keys are strings or numbers.`);
  }
}

function find(path: string, name: string, columns: Opened["columns"]): SchemaTree {
  const tree = columns.get(name);
  if (!tree) {
    const names = [...columns.keys()].join(", ");
    throw new Error(`${path} has no column ${name}. Its columns are ${names}.`);
  }
  return tree;
}

/** Bytes that nobody calls text may be anything, such as photos. */
function isText({ children, element }: SchemaTree): boolean {
  return children.length === 0 && isTextElement(element);
}

function isTextElement({ type, converted_type, logical_type, repetition_type }: SchemaElement) {
  const text = converted_type === "UTF8" || logical_type?.type === "STRING";
  return type === "BYTE_ARRAY" && text && repetition_type !== "REPEATED";
}

function isNumber({ children, element }: SchemaTree): boolean {
  const { type, converted_type = "INT_64", logical_type, repetition_type } = element;
  const plain = /^U?INT_/.test(converted_type) && (logical_type?.type ?? "INTEGER") === "INTEGER";
  const number = ["INT32", "INT64", "FLOAT", "DOUBLE"].includes(type ?? "");
  return children.length === 0 && number && plain && repetition_type !== "REPEATED";
}

/** "struct", "list", "date", "int32". */
function kindOf({ children, element }: SchemaTree): string {
  const { logical_type, converted_type, type, repetition_type } = element;
  const list = repetition_type === "REPEATED" ? "LIST" : undefined;
  const nested = children.length > 0 ? "STRUCT" : undefined;
  const bytes = type?.includes("BYTE_ARRAY") ? "BYTES" : type;
  return (logical_type?.type ?? converted_type ?? list ?? nested ?? bytes ?? "").toLowerCase();
}

function unreadable(path: string, error: unknown): never {
  const { message } = error as Error;
  throw new Error(`${path} cannot be read as Parquet: ${message}`, { cause: error });
}
