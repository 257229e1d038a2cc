import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Runs `work` on the path of a file that does not exist yet, and removes what became of it. It has a
 * directory of its own, which only this user can read.
 */
export async function withTemporaryFile<T>(
  parent: string,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(parent, "video-"));
  try {
    return await work(join(directory, "video"));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
