import { appendFile, rm, truncate } from "node:fs/promises";
import { lines } from "./sources/lines.ts";
import type { Settled } from "./window.ts";

/** The list of items that failed, and why: one line of JSON each. It is itself an input of `embed`. */
export interface Failures {
  readonly path: string;
  readonly count: number;
  /** Those of a block that is about to be written. */
  add(rows: readonly Settled[]): Promise<void>;
}

/** Beside the output: photos.parquet has photos.failed.jsonl. */
export function failuresPath(output: string): string {
  return `${output.replace(/\.[^./\\]+$/, "")}.failed.jsonl`;
}

/**
 * Goes on with the list of a run that ended before. It may know of rows that were never written, as
 * the list is written first: those are taken out, and will fail again.
 *
 * @param done rows that are written
 */
export async function openFailures(path: string, done: number): Promise<Failures> {
  let count = await keep(path, done);
  return {
    path,
    get count() {
      return count;
    },
    async add(rows) {
      const failed = rows.filter(({ result }) => result.error);
      if (failed.length > 0) {
        // On the disk before their rows are: the list decides the exit code of a later run.
        await appendFile(path, failed.map(lineOf).join(""), { flush: true });
        count += failed.length;
      }
    },
  };
}

function lineOf({ row, item: { key, source }, result }: Settled): string {
  const what = "problem" in source ? {} : source;
  return `${JSON.stringify({ row, key, ...what, ...result.error })}\n`;
}

/** Leaves the lines of rows before `done`, and answers how many they are. */
async function keep(path: string, done: number): Promise<number> {
  let count = 0;
  let bytes = 0;
  try {
    for await (const line of lines(path)) {
      if (!(rowOf(line) < done)) {
        break;
      }
      count++;
      bytes += Buffer.byteLength(line) + 1;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return 0;
    }
    throw error;
  }
  await (count === 0 ? rm(path) : truncate(path, bytes));
  return count;
}

/** NaN for a line that a kill cut short. */
function rowOf(line: string): number {
  try {
    return Number((JSON.parse(line) as { row?: unknown }).row);
  } catch {
    return Number.NaN;
  }
}
