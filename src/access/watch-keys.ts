import { unwatchFile, watchFile } from "node:fs";
import { resolve } from "node:path";
import type { Log } from "../../providers/provider.ts";
import { createKeyRing, type KeyRing } from "./key-ring.ts";
import { type KeyEntry, readKeysFile } from "./keys-file.ts";

/** The file is looked at by its path, so that one that replaces it, also behind a link, is seen. */
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
  await read().catch((error: Error) => {
    const advice = "`npm run keys -- create <name>` makes such a file.";
    throw new Error(`API_KEYS_FILE: ${error.message} ${advice}`, { cause: error });
  });

  // One reading after the other: the last one to end is that of the last change.
  let reading = Promise.resolve();
  const readAgain = () => {
    reading = reading.then(read).catch(({ message }: Error) => {
      log.error({ file, reason: message }, "the keys file is wrong; the keys stay as they were");
    });
  };
  watchFile(path, { interval: lookEveryMs, persistent: false }, readAgain);
  return { current: () => ring, close: () => unwatchFile(path, readAgain) };
}
