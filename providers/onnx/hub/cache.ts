import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync, statSync, type Stats } from "node:fs";
import { copyFile, link, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import type { HubFileSpec, HubPart } from "../../../models/model.ts";
import type { Target } from "./client.ts";
import { unavailable } from "./failures.ts";

/** What is known of a file before it is read. */
export interface Expected {
  /** The hub's name for the content: a sha256, git's blob sha1, or something that says nothing. */
  readonly etag?: string;
  readonly size?: number;
  /** What the catalog says, where it does. */
  readonly sha256?: string;
}

/** A file that the hub has described; `revision` is its commit. */
export interface Blob extends Target, Expected {
  readonly etag: string;
}

/** The files of one part, in the cache. */
export interface Snapshot {
  readonly repo: string;
  /** The commit, 40 hex digits. */
  readonly revision: string;
  readonly directory: string;
}

/**
 * Looks for a part in the cache, whoever put it there; no network. Of a branch, the commit that
 * Parallax pulled (`recorded`) comes before the one other tools last saw: vectors stay comparable
 * when someone else moves the branch.
 *
 * @returns undefined unless every file that is not optional is there with the size and sha256
 * that the catalog states
 */
export function findSnapshot(
  cache: string,
  { repo, revision = "main", files }: HubPart,
  recorded?: string,
): Snapshot | undefined {
  const paths = repoPaths(cache, repo);
  const commits = isCommit(revision) ? [revision] : [recorded, readRef(paths.ref(revision))];
  for (const commit of commits) {
    if (commit === undefined || !isCommit(commit)) {
      continue;
    }
    const directory = paths.snapshot(commit);
    if (files.every((file) => file.optional || isThere(join(directory, file.path), file))) {
      return { repo, revision: commit, directory };
    }
  }
  return undefined;
}

/** The name of the blob that a file of a snapshot points to: its ETag. Undefined for a copy. */
export function etagOf(path: string): string | undefined {
  try {
    // One step only: a blob may itself point into a store shared by several repositories.
    return basename(readlinkSync(path));
  } catch {
    return undefined;
  }
}

/** Whether the snapshot of the blob's commit has it: where links fail, only there. */
export function isPublished(cache: string, { repo, revision, path, etag, size }: Blob): boolean {
  const pointer = join(repoPaths(cache, repo).snapshot(revision), path);
  return (
    isThere(pointer, { path, ...(size !== undefined && { size }) }) &&
    (etagOf(pointer) ?? etag) === etag
  );
}

export interface Publication {
  readonly repo: string;
  readonly revision: string;
  readonly commit: string;
  /** Required ones last: a snapshot is found as soon as those are there. */
  readonly files: readonly { readonly path: string; readonly etag: string }[];
}

/** Makes blobs visible as a snapshot and points the branch to it; each step is a rename. */
export async function publish(cache: string, publication: Publication): Promise<Snapshot> {
  const { repo, revision, commit, files } = publication;
  const paths = repoPaths(cache, repo);
  const directory = paths.snapshot(commit);
  for (const { path, etag } of files) {
    await point(join(directory, path), paths.blob(etag));
  }
  if (revision !== commit && readRef(paths.ref(revision)) !== commit) {
    await replace(paths.ref(revision), (temporary) => writeFile(temporary, commit));
  }
  return { repo, revision: commit, directory };
}

async function point(path: string, blob: string): Promise<void> {
  await replace(path, async (temporary) => {
    // Windows lets only some users make symbolic links, some network disks nobody.
    await symlink(relative(dirname(path), blob), temporary)
      .catch(() => link(blob, temporary))
      .catch(() => copyFile(blob, temporary));
  });
}

async function replace(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  await mkdir(dirname(path), { recursive: true });
  try {
    await make(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function isThere(path: string, { size, sha256 }: HubFileSpec): boolean {
  const found = statOf(path);
  if (!found?.isFile() || (size !== undefined && found.size !== size)) {
    return false;
  }
  const etag = etagOf(path);
  const known = sha256 !== undefined && etag !== undefined && /^[0-9a-f]{64}$/.test(etag);
  return !known || etag === sha256;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function readRef(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Paths of one repository in the cache, as huggingface_hub lays them out. */
export function repoPaths(cache: string, repo: string) {
  const name = repoFolder(repo);
  const folder = join(cache, name);
  return {
    /** Content by its ETag: sha256 for large files, git's blob sha1 for small ones. */
    blob: (etag: string) => join(folder, "blobs", etag),
    // Our own name for the unfinished: huggingface_hub before 1.0 appends to `<etag>.incomplete`
    // under a kind of lock (flock) that Node has not, later versions use a name per process.
    partial: (etag: string) => join(folder, "blobs", `${etag}.parallax.incomplete`),
    lock: (etag: string) => join(cache, ".locks", name, `${etag}.parallax.lock`),
    ref: (revision: string) => join(folder, "refs", ...revision.split("/")),
    snapshot: (commit: string) => join(folder, "snapshots", commit),
  };
}

export function repoFolder(repo: string): string {
  return ["models", ...repo.split("/")].join("--");
}

export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}

/**
 * Names become paths: nothing may lead out of the cache.
 *
 * @throws GatewayError MODEL_UNAVAILABLE
 */
export function checkNames({ repo, revision = "main", files }: HubPart): void {
  const names = [repo, revision, ...files.map((file) => file.path)];
  const bad = /^[^/]+(\/[^/]+)?$/.test(repo) ? names.find((name) => !isPlain(name)) : repo;
  if (bad === undefined) {
    return;
  }
  throw unavailable(
    `"${bad}" is no name of a Hugging Face repository, revision or file: correct the model's record.`,
    { retryable: false },
  );
}

function isPlain(name: string): boolean {
  return !/[\\:\0]/.test(name) && name.split("/").every((part) => !["", ".", ".."].includes(part));
}
