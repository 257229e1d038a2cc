import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Hold, holdOutput } from "./hold-output.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type Content, type Output, outputsOf } from "./output.ts";
import type { Head, OpenSink, OutRow, Sink } from "./rows.ts";

/**
 * Rows are kept in a journal beside the output, `OUT.unfinished`; the output itself is made from it
 * at the end, under another name, and takes its place in one step. So there is never half a file,
 * an older one stays until the new one is complete, and a run that is killed anywhere goes on from
 * the last whole block. While it is made, the disk holds the vectors twice.
 */
export const openSink: OpenSink = async (path, head, { fingerprint, restart = false }) => {
  const outputs = outputsOf(path);
  const hold = await holdOutput(path);
  try {
    await checkComplete(path, restart);
    const journal = await openSame(path, { ...head, inputs: fingerprint }, restart);
    return sinkOf(path, { outputs, head, fingerprint, journal, hold });
  } catch (error) {
    await hold.release();
    throw error;
  }
};

interface Parts {
  readonly outputs: readonly Output[];
  readonly head: Head;
  readonly fingerprint: string;
  readonly journal: Journal;
  readonly hold: Hold;
}

function sinkOf(path: string, { outputs, head, fingerprint, journal, hold }: Parts): Sink {
  const close = once(async () => {
    await journal.close();
    await hold.release();
  });
  return {
    get done() {
      return journal.rows;
    },
    async write(rows) {
      hold.check();
      checkRows(rows, head);
      await journal.append(rows).catch((error) => fail(error, path, journal.rows));
    },
    async finish() {
      hold.check();
      const content: Content = {
        head,
        fingerprint,
        count: journal.rows,
        read: () => readAll(journal),
      };
      await makeFiles(outputs, content).catch((error) => fail(error, path, journal.rows));
      await rm(unfinished(path));
      await close();
    },
    close,
  };
}

const unfinished = (path: string) => `${path}.unfinished`;

type Begin = Head & { readonly inputs: string };

/** @throws Error where the journal was begun with anything else */
async function openSame(path: string, begin: Begin, anew: boolean): Promise<Journal> {
  const journal = await openJournal(unfinished(path), begin, { anew }).catch((error) =>
    fail(error, path, 0),
  );
  try {
    checkSame(journal.begun as Begin, begin, path);
    await syncFolder(dirname(path));
    return journal;
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** @throws Error for a folder, and for what is complete and not to be made anew */
export async function checkComplete(path: string, restart: boolean): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) {
    throw new Error(`--out ${path} is a folder. Name a file.`);
  }
  if (there && !restart && !(await stat(unfinished(path)).catch(() => undefined))) {
    throw new Error(`${path} is complete already. Give --restart to make it anew.`);
  }
}

/** Rows of one file come from one model and one sequence of items. */
function checkSame(begun: Begin, now: Begin, path: string): void {
  const names = Object.keys({ ...begun, ...now }) as (keyof Begin)[];
  const changed = names.filter((name) => !isDeepStrictEqual(begun[name], now[name]));
  if (changed.length > 0) {
    const texts = changed.map((name) =>
      name === "inputs"
        ? "other inputs"
        : `${name} ${begun[name] ?? null}, which now is ${now[name] ?? null}`,
    );
    throw new Error(
      `${path} was begun with ${texts.join(", ")}. ` +
        "Give --restart to begin anew, or choose another --out.",
    );
  }
}

function checkRows(rows: readonly OutRow[], { dimensions }: Head): void {
  for (const { key, vector } of rows) {
    if (vector && vector.length !== dimensions) {
      throw new Error(`The vector of ${key} has ${vector.length} dimensions, not ${dimensions}.`);
    }
  }
}

/** @throws Error when a block that was there is not readable any more */
async function* readAll(journal: Journal): AsyncGenerator<readonly OutRow[]> {
  let count = 0;
  for await (const rows of journal.read()) {
    count += rows.length;
    yield rows;
  }
  if (count !== journal.rows) {
    throw new Error(`only ${count} of ${journal.rows} rows could be read back`);
  }
}

async function makeFiles(outputs: readonly Output[], content: Content): Promise<void> {
  const newOf = ({ path }: Output) => `${path}.new`;
  try {
    for (const output of outputs) {
      const file = await open(newOf(output), "w");
      try {
        await output.write(file, content);
        await file.sync();
      } finally {
        await file.close();
      }
    }
  } catch (error) {
    await Promise.all(outputs.map((output) => rm(newOf(output), { force: true })));
    throw error;
  }
  for (const output of outputs) {
    await rename(newOf(output), output.path);
    await syncFolder(dirname(output.path));
  }
}

/** A new name is on the disk when its folder is. Not every system lets folders be opened. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

/** @throws Error always, saying what is safe and what to do */
function fail(error: unknown, path: string, rows: number): never {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = ["ENOSPC", "EDQUOT"].includes(code ?? "") ? "the disk is full" : message;
  const safe = rows === 0 ? "" : ` ${rows} rows are safe in ${unfinished(path)}.`;
  const hint = "Run the same command again when this is mended.";
  throw new Error(`${path} could not be written: ${reason}.${safe} ${hint}`, { cause: error });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
