import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { WrongUsage } from "../../command.ts";
import type { Items } from "../rows.ts";
import type { Pick, Table } from "./table.ts";
import { guessKind, type Kind, sourceOf } from "./value.ts";

export interface TableOptions extends Pick {
  /** What the values are; guessed by the first of them when left out. */
  readonly as: Kind | undefined;
  /** Told what was guessed. */
  readonly say: (line: string) => void;
}

/** Files up to this size are read once more, to say how long a run takes. */
const countedBytes = 500_000_000;

/** @throws WrongUsage for a column that the table lacks */
export async function tableItems(
  file: string,
  table: Table,
  { as, say, ...named }: TableOptions,
): Promise<Items> {
  const pick = pickFrom(table, named, file);
  const kind = as ?? guessKind(await firstValues(table, pick));
  if (as === undefined) {
    const what = pick.column === undefined ? file : `the column "${pick.column}" of ${file}`;
    say(`Taking ${what} for ${plurals[kind]}; --as url, path or text says otherwise.`);
  }
  const folder = dirname(resolve(file));
  const { size } = await stat(file);
  return {
    modality: kind === "text" ? "TEXT" : "IMAGE",
    fingerprint: await fingerprint(file, [pick.column, pick.keyColumn, kind]),
    ...((table.rows !== undefined || size <= countedBytes) && {
      count: async () => table.rows ?? countCells(table, pick),
    }),
    async *read(from) {
      for await (const { key, value, problem } of table.read(pick, from)) {
        yield { key, source: problem ? { problem } : sourceOf(value, kind, folder) };
      }
    },
  };
}

const plurals: Readonly<Record<Kind, string>> = { url: "URLs", path: "paths", text: "texts" };

function pickFrom({ columns }: Table, { column, keyColumn }: Pick, file: string): Pick {
  for (const [option, name] of Object.entries({ column, key: keyColumn })) {
    if (name !== undefined && !columns?.includes(name)) {
      throw new WrongUsage(`--${option} is "${name}", but ${file} has ${listed(columns)}.`);
    }
  }
  if (column === undefined && columns && columns.length !== 1) {
    throw new WrongUsage(`Which column? Give --column; ${file} has ${listed(columns)}.`);
  }
  return { column: column ?? columns?.[0], keyColumn };
}

function listed(columns: readonly string[] | undefined): string {
  return columns?.length ? `the columns ${columns.join(", ")}` : "no columns";
}

async function firstValues(table: Table, pick: Pick): Promise<(string | null)[]> {
  const values: (string | null)[] = [];
  for await (const { value } of table.read(pick, 0)) {
    if (values.push(value) === 100) {
      break;
    }
  }
  return values;
}

async function countCells(table: Table, pick: Pick): Promise<number> {
  let count = 0;
  for await (const _ of table.read(pick, 0)) {
    count++;
  }
  return count;
}

/** Of all that decides which item stands in which row. */
async function fingerprint(file: string, parts: readonly (string | undefined)[]): Promise<string> {
  const hash = createHash("sha256").update(`${JSON.stringify(parts)}\0`);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest("hex");
}
