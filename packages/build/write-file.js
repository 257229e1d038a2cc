// @ts-check
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Puts a file in place at once, and only where it differs: a gateway may be running from what is
 * there, and another build may be under way.
 *
 * @param {string} path
 * @param {Uint8Array} content
 */
export function writeFile(path, content) {
  if (read(path)?.equals(content)) {
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  do {
    writeFileSync(unfinished, content);
  } while (!moved(unfinished, path));
}

/** Not where another build, which removes what it did not make, was faster. */
function moved(/** @type {string} */ from, /** @type {string} */ to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") {
      return false;
    }
    throw error;
  }
}

function read(/** @type {string} */ path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
