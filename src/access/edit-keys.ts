import { chmod, chown, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { parseKeys } from "./keys-file.ts";

/** The file's JSON as it stands there, once it has been checked. */
interface KeysJson {
  readonly keys: readonly ({ readonly name: string } & Record<string, unknown>)[];
}

/**
 * Changes a file of keys as a whole: who reads it meanwhile sees it before or after. Entries that stay are
 * written as they were. A new file is for this user only; one that was there keeps its mode and owner.
 *
 * @throws Error that names the file and what is wrong with it, before and after the change
 */
export async function editKeysFile(
  file: string,
  change: (keys: KeysJson["keys"]) => KeysJson["keys"],
): Promise<void> {
  // Behind a link, the file changes and not the link.
  const path = await realpath(file).catch(() => file);
  const next = `${path}.new`;
  const handle = await open(next, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    const taken = `${next} is there: another command is writing, or was cut off; then remove it.`;
    throw error.code === "EEXIST" ? new Error(taken, { cause: error }) : error;
  });
  try {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") {
        throw error;
      }
    });
    if (text !== undefined) {
      parse(path, text);
    }
    const { keys }: KeysJson = text === undefined ? { keys: [] } : (JSON.parse(text) as KeysJson);
    const changed = `${JSON.stringify({ keys: change(keys) }, undefined, 2)}\n`;
    parse(path, changed);
    await handle.writeFile(changed);
    await handle.sync();
    if (text !== undefined) {
      await keepRights(path, next);
    }
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

function parse(path: string, text: string): void {
  try {
    parseKeys(text);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** A server that runs as another user goes on reading what root has changed. */
async function keepRights(from: string, to: string): Promise<void> {
  const { mode, uid, gid } = await stat(from);
  if (process.getuid?.() === 0) {
    await chown(to, uid, gid);
  }
  await chmod(to, mode & 0o777);
}
