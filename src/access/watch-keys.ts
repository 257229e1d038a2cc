import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Log } from "../../providers/provider.ts";
import { createKeyRing, type KeyRing } from "./key-ring.ts";
import { type KeyEntry, readKeysFile } from "./keys-file.ts";

/** Looking costs less than a tenth of a millisecond. */
const lookEveryMs = 500;

export interface WatchedKeys {
  /** Those of the last file that was right. */
  current(): KeyRing;
  close(): void;
}

/**
 * Reads the keys now, and again whenever the file changes. A change that is wrong is logged, and leaves
 * the keys as they were.
 *
 * @param check called with the entries of each file that is right
 * @throws Error naming what is wrong with the file as it is now
 */
export async function watchKeys(
  file: string,
  log: Log,
  check: (entries: readonly KeyEntry[]) => void,
): Promise<WatchedKeys> {
  const path = resolve(file);
  let ring: KeyRing;
  const read = async () => {
    const entries = await readKeysFile(path);
    ring = createKeyRing(entries);
    log.info({ file, keys: entries.length }, "keys are read");
    check(entries);
  };

  // Taken before the file is read: what changes in between is seen the next time.
  let seen = await versionOf(path);
  await read().catch((error: Error) => {
    const advice = "`npm run keys -- create <name>` makes such a file.";
    throw new Error(`API_KEYS_FILE: ${error.message} ${advice}`, { cause: error });
  });
  let told = "";
  const look = async () => {
    const version = await versionOf(path);
    if (version !== seen) {
      await read().then(
        () => (seen = version),
        // Read again the next time, as the failure may not be the file's: a key that was revoked must not
        // stay. It is logged once.
        ({ message }: Error) => {
          const problem = `${version} ${message}`;
          if (problem !== told) {
            told = problem;
            const reason = message;
            log.error({ file, reason }, "the keys file is wrong; the keys stay as they were");
          }
        },
      );
    }
    timer.refresh();
  };
  const timer = setTimeout(() => void look(), lookEveryMs).unref();
  return { current: () => ring, close: () => clearTimeout(timer) };
}

/**
 * Changes with what the path leads to. Watching would have to follow each link and directory above it,
 * and is told nothing on some network file systems.
 */
async function versionOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
