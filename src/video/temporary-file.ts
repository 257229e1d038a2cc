import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The bytes as a file that only this user can read, in a directory of its own, while `work` runs.
 * They are read by a function so that nothing holds them once they are written.
 */
export async function withTemporaryFile<T>(
  read: () => Promise<Uint8Array>,
  work: (path: string) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "parallax-video-"));
  const path = join(directory, "video");
  try {
    await writeFile(path, await read(), { mode: 0o600, flag: "wx" });
    signal.throwIfAborted();
    return await work(path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
