import { createReadStream } from "node:fs";
import { longestRow, type Cell, type Pick, type Table } from "./table.ts";

/** A file of texts, URLs or paths, one a line. */
export function openLines(file: string): Table {
  return {
    columns: undefined,
    async *read(_pick, from) {
      for await (const { row, line } of numbered(file)) {
        if (row >= from) {
          yield { key: String(row), value: line };
        }
      }
    },
  };
}

/** Lines that are looked at for columns: an object may lack what is null. */
const headLines = 1000;

/** A file of JSON, one object or string a line. */
export async function openJsonLines(file: string): Promise<Table> {
  return {
    columns: await columnsOf(file),
    async *read(pick, from) {
      for await (const each of numbered(file)) {
        if (each.row >= from) {
          yield cellOf(each, pick);
        }
      }
    },
  };
}

/** Undefined where the first line that can be read is a string. */
async function columnsOf(file: string): Promise<string[] | undefined> {
  const names = new Set<string>();
  for await (const { row, line } of numbered(file)) {
    const value = parse(line);
    if (row >= headLines || (typeof value === "string" && names.size === 0)) {
      break;
    }
    Object.keys(typeof value === "object" ? value : {}).forEach((name) => names.add(name));
  }
  return names.size > 0 ? [...names] : undefined;
}

function cellOf({ row, line, at }: NumberedLine, { column, keyColumn }: Pick): Cell {
  const value = parse(line);
  if (typeof value === "string") {
    return { key: String(row), value };
  }
  const key = keyColumn === undefined ? String(row) : (textOf(value?.[keyColumn]) ?? "");
  if (!value) {
    const message = `Line ${at} is neither a JSON object nor a string: ${line.slice(0, 100)}`;
    return { key, value: null, problem: { code: "BAD_ROW", message } };
  }
  return { key, value: column === undefined ? null : textOf(value[column]) };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

function parse(line: string): string | Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isRow = typeof value === "string" || (Object(value) === value && !Array.isArray(value));
    return isRow ? (value as string | Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

interface NumberedLine {
  /** From 0, without blank lines. */
  readonly row: number;
  readonly line: string;
  /** From 1, as editors count. */
  readonly at: number;
}

/** Lines that are not blank. @throws Error for one that is far too long */
async function* numbered(file: string): AsyncGenerator<NumberedLine> {
  let [row, at] = [0, 0];
  for await (const line of lines(file)) {
    // Windows begins files with a mark, which is no part of the text.
    const text = at++ === 0 ? line.replace(/^\uFEFF/, "") : line;
    if (text.trim() !== "") {
      yield { row: row++, line: text, at };
    }
  }
}

/** Without their ends; the last one is empty where the file ends with a line's end. */
export async function* lines(file: string): AsyncGenerator<string> {
  let rest = "";
  // Decoded by the stream: a character may lie across two chunks.
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 20 })) {
    const parts = (rest + chunk).split(/\r?\n/);
    rest = parts.pop()!;
    if (rest.length > longestRow) {
      throw new Error(`${file} has a line of more than ${longestRow} characters.`);
    }
    yield* parts;
  }
  yield rest;
}
