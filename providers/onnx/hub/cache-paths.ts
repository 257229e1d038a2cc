import { join } from "node:path";
import type { HubPart } from "../../../models/model.ts";
import { unavailable } from "./failures.ts";

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
