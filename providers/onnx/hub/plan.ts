import { mkdir, statfs } from "node:fs/promises";
import type { HubFileSpec, HubPart } from "../../../models/model.ts";
import { type Blob, isCommit, repoPaths } from "./cache.ts";
import type { FileFacts } from "./client.ts";
import { bytesIn, type DownloadContext } from "./download.ts";
import { diskFailure, nameOf, retrying, unavailable } from "./failures.ts";

/** A part as the hub describes it: which commit, and for each file its ETag and size. */
export interface Plan {
  readonly part: HubPart;
  readonly commit: string;
  /** Required files first. */
  readonly blobs: readonly Blob[];
}

/**
 * Asks the hub for every file of a part; downloads nothing. Optional files that it has not are
 * left out.
 *
 * @throws GatewayError MODEL_UNAVAILABLE, also where the hub and the catalog disagree
 */
export async function planPart(
  part: HubPart,
  { client, retry }: DownloadContext,
  signal: AbortSignal,
): Promise<Plan> {
  const { repo, revision = "main" } = part;
  const files = part.files.toSorted((a, b) => Number(!!a.optional) - Number(!!b.optional));
  const ask = async (at: string, { path }: HubFileSpec) => {
    const target = { repo, revision: at, path };
    return retrying(() => client.head(target, signal), retry, signal);
  };
  const first = files[0] && (await ask(revision, files[0]));
  // The others by its commit: a push in between must not mix two states of the repository.
  const rest = files.slice(1).map((file) => ask(first?.commit ?? revision, file));
  const facts = [first, ...(await Promise.all(rest))];
  const blobs = files.flatMap((file, i) => described(part, file, facts[i]));
  const commits = new Set(blobs.map((blob) => blob.revision));
  if (isCommit(revision)) {
    commits.add(revision);
  }
  const [commit, other] = commits;
  if (commit !== undefined && other === undefined && blobs.length > 0) {
    return { part, commit, blobs };
  }
  throw unavailable(
    other === undefined
      ? `The hub has none of the files of ${repo} that are asked for: correct the model's record.`
      : `The hub answered files of two commits of ${repo}, ${commit} and ${other}. Try again later.`,
    { retryable: other !== undefined },
  );
}

/** What the hub and the catalog say of a file, together; none for an optional one it has not. */
function described(part: HubPart, file: HubFileSpec, facts: FileFacts | undefined): Blob[] {
  const what = nameOf({ repo: part.repo, path: file.path });
  if (!facts) {
    if (file.optional) {
      return [];
    }
    throw unavailable(`The hub has no ${what} (404): correct the model's record, or HF_ENDPOINT.`, {
      retryable: false,
    });
  }
  const { commit, etag, size = file.size } = facts;
  const otherSize = file.size !== undefined && size !== file.size;
  if (otherSize || (file.sha256 && /^[0-9a-f]{64}$/.test(etag) && etag !== file.sha256)) {
    const [stated, expected] = otherSize ? [`${size} bytes`, file.size] : [etag, file.sha256];
    throw unavailable(
      `The hub states ${stated} for the ${what} where the catalog expects ${expected}: it was not ` +
        `downloaded. Correct the model's record if the hub is right.`,
      { retryable: false },
    );
  }
  const { sha256 } = file;
  const expected = { ...(size !== undefined && { size }), ...(sha256 && { sha256 }) };
  return [{ repo: part.repo, revision: commit, path: file.path, etag, ...expected }];
}

/**
 * A disk that fills up harms everyone on it; better to know before.
 *
 * @throws GatewayError MODEL_UNAVAILABLE when the cache's disk has less free than is still to come
 */
export async function checkDiskSpace(cache: string, blobs: readonly Blob[]): Promise<void> {
  if (blobs.length === 0) {
    return;
  }
  await mkdir(cache, { recursive: true }).catch((error: unknown) => {
    throw diskFailure(error, "the model");
  });
  const disk = await statfs(cache).catch(() => undefined);
  const sizes = blobs.map(async ({ repo, etag, size = 0 }) => {
    return size - ((await bytesIn(repoPaths(cache, repo).partial(etag))) ?? 0);
  });
  const needed = (await Promise.all(sizes)).reduce((sum, size) => sum + Math.max(0, size), 0);
  const free = disk ? disk.bavail * disk.bsize : Infinity;
  if (needed <= free) {
    return;
  }
  throw unavailable(
    `The model needs ${megabytes(needed)} MB more, and the disk of the Hugging Face cache has ` +
      `${megabytes(free)} MB free: free some, or set HF_HOME to a directory with more.`,
    { retryable: false },
  );
}

function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1e6).toLocaleString("en");
}
