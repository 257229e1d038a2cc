import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HubPart } from "../../../models/model.ts";
import type { Log } from "../../provider.ts";
import { isCommit } from "./cache.ts";

/**
 * What Parallax itself has to remember of the hub: small JSON files under `$HF_HOME/parallax`,
 * beside the shared cache and not in it, where other tools expect only what they know.
 */
export interface Notes {
  read(key: string): unknown;
  /** Never fails: without the note, the hub is asked again. */
  write(key: string, value: unknown): Promise<void>;
}

export function createNotes(home: string, log?: Log): Notes {
  const folder = join(home, "parallax");
  const pathOf = (key: string) => join(folder, `${encodeURIComponent(key)}.json`);
  return {
    read(key) {
      try {
        return JSON.parse(readFileSync(pathOf(key), "utf8"));
      } catch {
        return undefined;
      }
    },
    async write(key, value) {
      const temporary = join(folder, `${randomUUID()}.tmp`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(temporary, `${JSON.stringify(value)}\n`);
        await rename(temporary, pathOf(key));
      } catch (err) {
        log?.warn({ err, key }, "could not write a note to HF_HOME");
      }
    },
  };
}

/** The commit that the first pull of a branch or tag found. */
export function recordedCommit(notes: Notes, part: HubPart): string | undefined {
  if (isCommit(part.revision ?? "main")) {
    return undefined;
  }
  const note = notes.read(noteKey(part));
  const known = typeof note === "object" && note !== null && "commit" in note;
  return known && typeof note.commit === "string" ? note.commit : undefined;
}

export function noteKey({ repo, revision = "main" }: HubPart): string {
  return `${repo}@${revision}`;
}
