import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { unavailable } from "./failures.ts";

const pollMs = 100;
const beatMs = 10_000;
const staleMs = 60_000;
const me = `${hostname()} ${process.pid} ${randomUUID()}`;

/**
 * Runs `work` while no other process that honours the lock file does. The holder touches the file
 * every ten seconds; it is taken from a holder that is dead (same host, no such process) or has
 * been silent for a minute. Node has no flock, which huggingface_hub uses: with Python there is
 * no exclusion and none is needed, as it writes a file of its own and renames it.
 *
 * The lock saves the bandwidth; what is right never hangs on it: a file is checked on the disk
 * before its rename, and two holders (a suspended one woke up) write the same bytes.
 */
export async function withLock<T>(
  path: string,
  { signal, waiting }: { signal: AbortSignal; waiting: () => Promise<void> },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const mine = `${me} ${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  while (!(await take(path, mine))) {
    await waiting();
    await sleep(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  const lost = new AbortController();
  const beat = setInterval(() => void touch(path, mine, lost), beatMs).unref();
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(beat);
    if ((await contentOf(path)) === mine) {
      await rm(path, { force: true });
    }
  }
}

async function take(path: string, mine: string): Promise<boolean> {
  try {
    await writeFile(path, mine, { flag: "wx" });
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw error;
    }
  }
  if (!(await isStale(path))) {
    return false;
  }
  // Of several that take over, the last to rename has it: each looks again after the others had time.
  const claim = `${path}.${randomUUID()}`;
  await writeFile(claim, mine);
  await rename(claim, path);
  await sleep(pollMs);
  return (await contentOf(path)) === mine;
}

async function isStale(path: string): Promise<boolean> {
  const touched = await stat(path).catch(() => undefined);
  if (!touched) {
    return false;
  }
  if (Date.now() - touched.mtimeMs > staleMs) {
    return true;
  }
  const [host, pid, run] = ((await contentOf(path)) ?? "").split(" ");
  if (host !== hostname() || run === undefined || me.endsWith(run)) {
    return false;
  }
  // A restarted container has the name and often the process id of the one that died.
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function touch(path: string, mine: string, lost: AbortController): Promise<void> {
  if ((await contentOf(path)) === mine) {
    await utimes(path, new Date(), new Date()).catch(() => {});
    return;
  }
  lost.abort(unavailable("Another process has taken over the download. Try again later."));
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
