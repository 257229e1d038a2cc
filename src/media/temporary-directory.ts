import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes a directory that only this user can read. Those that processes of this machine left behind
 * when they were killed are removed first.
 */
export async function makeTemporaryDirectory(): Promise<string> {
  const root = tmpdir();
  const prefix = `parallax-${hostname()}-`;
  for (const name of await readdir(root)) {
    const pid = name.startsWith(prefix) && Number(name.slice(prefix.length).split("-")[0]);
    if (pid && (await isLeftBehind(join(root, name), pid))) {
      // Another user's stays.
      await rm(join(root, name), { recursive: true, force: true }).catch(() => {});
    }
  }
  return mkdtemp(join(root, `${prefix}${process.pid}-`));
}

async function isLeftBehind(path: string, pid: number): Promise<boolean> {
  if (pid !== process.pid) {
    return !isRunning(pid);
  }
  // In containers every process may have the same id: that of an earlier one is older than this one.
  const startedAt = Date.now() - process.uptime() * 1000;
  const { birthtimeMs } = await stat(path).catch(() => ({ birthtimeMs: Infinity }));
  return birthtimeMs < startedAt - 1000;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
