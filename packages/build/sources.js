// @ts-check
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export const root = join(import.meta.dirname, "../..");
export const dist = join(root, "dist");

/** What the server runs, its pages, and what builds them. */
const places = ["models", "providers", "schema", "resolvers", "src", "packages/client/src"];
const rest = ["packages/build", "package-lock.json", "tsconfig.json"];

/** Paths below `folder` whose names match, relative to the root, in the same order each time. */
export function filesIn(/** @type {string} */ folder, /** @type {RegExp} */ name) {
  const path = join(root, folder);
  if (!existsSync(path)) {
    // An image of a container is built without tests.
    return [];
  }
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes("node_modules"))
    .toSorted();
}

/**
 * Tells one state of the sources from another, by their content: files have new dates in each copy of
 * a clone, and a checkout that goes back and forth changes nothing.
 */
export function fingerprint() {
  const hash = createHash("sha256");
  const files = [...places, ...rest].flatMap((place) =>
    place.endsWith(".json") ? [place] : filesIn(place, /\.(tsx?|js|css|html|jpg|mp4)$/),
  );
  for (const file of files) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
