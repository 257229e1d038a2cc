import { join } from "node:path";
import type { HubPart } from "../../../models/types.ts";
import { faultOf } from "./digest.ts";
import type { Notes } from "./notes.ts";
import { recordedCommit } from "./pull.ts";
import { etagOf, findSnapshot } from "./snapshot.ts";

export interface FileCheck {
  readonly repo: string;
  readonly path: string;
  /** What is wrong with it; absent when it is right. */
  readonly fault?: string;
}

/** Reads every file back from the cache; no network. Optional files that lack are no fault. */
export async function checkFiles(
  cache: string,
  parts: readonly HubPart[],
  notes: Notes,
): Promise<readonly FileCheck[]> {
  return Promise.all(
    parts.flatMap((part) => {
      const snapshot = findSnapshot(cache, part, recordedCommit(notes, part));
      return part.files.map(async ({ path, size, sha256, optional }) => {
        const at = { repo: part.repo, path };
        if (!snapshot) return { ...at, fault: "it is not in the cache, or not as expected" };
        const file = join(snapshot.directory, path);
        const etag = etagOf(file);
        const known = { ...(etag && { etag }), ...(size && { size }), ...(sha256 && { sha256 }) };
        const fault = await faultOf(file, known).catch(() => !optional && "it cannot be read");
        return { ...at, ...(fault && { fault }) };
      });
    }),
  );
}
