import { join } from "node:path";
import type { HubFileSpec, HubPart } from "../../../models/model.ts";
import { faultOf } from "./digest.ts";
import { externalData } from "./external-data.ts";
import type { Notes } from "./notes.ts";
import { recordedCommit } from "./pull.ts";
import { etagOf, findSnapshot, type Snapshot } from "./snapshot.ts";

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
  const checks = parts.map((part) => {
    const snapshot = findSnapshot(cache, part, recordedCommit(notes, part));
    return snapshot ? checkSnapshot(snapshot, part.files) : part.files.map(lacking(part));
  });
  return (await Promise.all(checks)).flat();
}

/** The files that are asked for, and those that the graphs among them name. */
async function checkSnapshot(
  { repo, directory }: Snapshot,
  asked: readonly HubFileSpec[],
): Promise<FileCheck[]> {
  const named = asked.map(({ path }) => externalData(path, join(directory, path)).catch(() => []));
  const files: HubFileSpec[] = [
    ...asked,
    ...(await Promise.all(named)).flat().map((path) => ({ path })),
  ];
  return Promise.all(
    files.map(async ({ path, size, sha256, optional }) => {
      const file = join(directory, path);
      const etag = etagOf(file);
      const known = { ...(etag && { etag }), ...(size && { size }), ...(sha256 && { sha256 }) };
      const fault = await faultOf(file, known).catch(() => !optional && "it cannot be read");
      return { repo, path, ...(fault && { fault }) };
    }),
  );
}

function lacking({ repo }: HubPart) {
  const fault = "it is not in the cache, or not as expected";
  return ({ path }: HubFileSpec): FileCheck => ({ repo, path, fault });
}
