import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Caller } from "../../models/caller.ts";
import { hashOf } from "../../src/access/key-ring.ts";

/** Limits of callers, by the keys that they send; a caller without a name has that of the key. */
export type Keys = Readonly<Record<string, Partial<Caller>>>;

/** The text of a file of keys. */
export function keysJson(keys: Keys): string {
  const entries = Object.entries(keys).map(([key, limits]) => ({
    name: key,
    sha256: hashOf(key).toString("hex"),
    ...limits,
  }));
  return JSON.stringify({ keys: entries });
}

/** A file of keys in a directory of its own. */
export async function writeKeys(keys: Keys) {
  const directory = await mkdtemp(join(tmpdir(), "parallax-keys-"));
  const file = join(directory, "keys.json");
  await writeFile(file, keysJson(keys));
  return { directory, file, remove: () => rm(directory, { recursive: true }) };
}

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
