import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { HubFileSpec, HubPart } from "../../../models/model.ts";
import { etagOf, type Expected, findSnapshot, type Snapshot } from "./cache.ts";
import { externalData } from "./external-data.ts";
import { type Notes, recordedCommit } from "./notes.ts";

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

/**
 * Reads a file back from the disk and compares it with what is known of it.
 *
 * @returns what is wrong, or undefined
 */
export async function faultOf(
  path: string,
  expected: Expected,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const digest = digester(path, signal);
  const { size } = await stat(path);
  if (expected.size !== undefined && size !== expected.size) {
    return `it has ${size} bytes where ${expected.size} are expected`;
  }
  const etag = expected.etag ?? "";
  const sha256 = expected.sha256 ?? (/^[0-9a-f]{64}$/.test(etag) ? etag : undefined);
  if (sha256 !== undefined && (await digest("sha256")) !== sha256) {
    return `its sha256 is not the expected ${sha256}`;
  }
  // Git hashes a blob after a header with its length.
  if (/^[0-9a-f]{40}$/.test(etag) && (await digest("sha1", `blob ${size}\0`)) !== etag) {
    return `its git hash is not the expected ${etag}`;
  }
  return undefined;
}

function digester(path: string, signal: AbortSignal | undefined) {
  return async (algorithm: "sha256" | "sha1", head = ""): Promise<string> => {
    const hash = createHash(algorithm).update(head);
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      signal?.throwIfAborted();
      hash.update(chunk);
    }
    return hash.digest("hex");
  };
}
