import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { glob } from "tinyglobby";
import type { Items } from "../rows.ts";
import { imageExtensions, isImage } from "./images.ts";

/**
 * The images below a folder, sorted by name within each folder. Nothing whose name begins with a dot.
 * Links to files are followed, links to folders are not: they may lead in circles.
 */
export function folderItems(folder: string): Promise<Items> {
  return itemsOf(folder, folder, () => walk(folder, ""));
}

/** The images that a pattern names, such as `photos/2019/*.jpg`. All names are held in memory. */
export async function globItems(pattern: string): Promise<Items> {
  const found = await glob(pattern, { expandDirectories: false });
  const names = found.filter(isImage).toSorted(byCodeUnit);
  return itemsOf(pattern, ".", async function* () {
    yield* names;
  });
}

/** Two walks: the first tells how many there are, and whether they are those of the last run. */
async function itemsOf(
  input: string,
  root: string,
  names: () => AsyncIterable<string>,
): Promise<Items> {
  const hash = createHash("sha256").update("files\0");
  let count = 0;
  for await (const name of names()) {
    hash.update(`${name}\0`);
    count++;
  }
  if (count === 0) {
    throw new Error(`${input} has no images, which end in ${imageExtensions.join(", ")}.`);
  }
  return {
    modality: "IMAGE",
    fingerprint: hash.digest("hex"),
    count: async () => count,
    async *read(from) {
      let row = 0;
      for await (const name of names()) {
        if (row++ >= from) {
          yield { key: name, source: { path: resolve(root, name) } };
        }
      }
    },
  };
}

/** Paths relative to `root`, with "/" on every system. Holds the names of one path's folders only. */
async function* walk(root: string, below: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const shown = entries.filter(({ name }) => !name.startsWith("."));
  for (const entry of shown.toSorted((one, other) => byCodeUnit(one.name, other.name))) {
    const path = below + entry.name;
    if (entry.isDirectory()) {
      yield* walk(root, `${path}/`);
    } else if (isImage(entry.name) && (entry.isFile() || (await isLinkToFile(join(root, path))))) {
      yield path;
    }
  }
}

async function isLinkToFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The same on every machine, whatever its language. */
function byCodeUnit(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
