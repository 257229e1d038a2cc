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
  writeFileSync(unfinished, content);
  renameSync(unfinished, path);
}

function read(/** @type {string} */ path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
