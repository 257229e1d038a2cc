import { createReadStream } from "node:fs";
import { longestRow, type Cell, type Pick, type Table } from "./table.ts";

/** A file of texts, URLs or paths, one a line. */
export function openLines(file: string): Table {
  return {
    columns: undefined,
    async *read(_pick, from) {
      for await (const [row, line] of numbered(file)) {
        if (row >= from) {
          yield { key: String(row), value: line };
        }
      }
    },
  };
}

/** A file of JSON, one object or string a line. */
export async function openJsonLines(file: string): Promise<Table> {
  let columns: string[] | undefined;
  for await (const [, line] of numbered(file)) {
    const value = parse(line);
    columns = typeof value === "string" ? undefined : Object.keys(value ?? {});
    break;
  }
  return {
    columns,
    async *read(pick, from) {
      for await (const [row, line] of numbered(file)) {
        if (row >= from) {
          yield cellOf(line, row, pick);
        }
      }
    },
  };
}

function cellOf(line: string, row: number, { column, keyColumn }: Pick): Cell {
  const value = parse(line);
  if (typeof value === "string") {
    return { key: String(row), value };
  }
  if (!value) {
    const message = `Line ${row + 1} is neither a JSON object nor a string: ${line.slice(0, 100)}`;
    return { key: String(row), value: null, problem: { code: "BAD_ROW", message } };
  }
  const key = keyColumn === undefined ? undefined : textOf(value[keyColumn]);
  return { key: key ?? String(row), value: column === undefined ? null : textOf(value[column]) };
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

/** Lines that are not blank, with their number from 0. @throws Error for one that is far too long */
async function* numbered(file: string): AsyncGenerator<[number, string]> {
  let row = 0;
  for await (const line of lines(file)) {
    if (line.trim() !== "") {
      yield [row++, line];
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
