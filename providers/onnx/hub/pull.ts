import type { HubPart } from "../../../models/types.ts";
import type { Log } from "../../provider.ts";
import { download, isWhole, type Blob, type DownloadContext } from "./download.ts";
import { diskFailure } from "./failures.ts";
import { createFlights } from "./flights.ts";
import { isCommit, repoPaths } from "./layout.ts";
import type { Notes } from "./notes.ts";
import { planPart, type Plan } from "./plan.ts";
import { checkRoom } from "./room.ts";
import { findSnapshot, isPublished, publish, type Snapshot } from "./snapshot.ts";

/** In bytes; files that were there before are in neither number. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface PullContext extends DownloadContext {
  readonly notes: Notes;
  readonly log?: Log;
}

/**
 * Returns the function that brings the files of parts into the cache, one snapshot a part, in
 * their order. First every file's commit, ETag and size are asked, then what lacks is downloaded,
 * at last the snapshots are made: an unfinished pull leaves blobs, never half a snapshot.
 */
export function createPull(context: PullContext) {
  const { cache, notes, log } = context;
  const downloads = createFlights<void, number>();

  return { pull, close: (reason: unknown) => downloads.close(reason) };

  async function pull(
    parts: readonly HubPart[],
    signal: AbortSignal,
    report: (progress: Progress) => void,
  ): Promise<readonly Snapshot[]> {
    const found = parts.map((part) => findSnapshot(cache, part, recordedCommit(notes, part)));
    const plans = await Promise.all(
      parts.map((part, i) => (found[i] ? undefined : planPart(part, context, signal))),
    );
    const missing = await lacking(plans.flatMap((plan) => plan?.blobs ?? []));
    await checkRoom(cache, missing);
    await fetchAll(missing, signal, report);
    const result: Snapshot[] = [];
    for (const [i, plan] of plans.entries()) {
      const snapshot = found[i] ?? (plan && (await finish(plan)));
      if (snapshot) result.push(snapshot);
    }
    return result;
  }

  async function lacking(blobs: readonly Blob[]): Promise<Blob[]> {
    const pathOf = (blob: Blob) => repoPaths(cache, blob.repo).blob(blob.etag);
    const unique = [...new Map(blobs.map((blob) => [pathOf(blob), blob])).values()];
    const there = await Promise.all(
      unique.map(async (blob) => isPublished(cache, blob) || isWhole(pathOf(blob), blob.size)),
    );
    return unique.filter((_, i) => !there[i]);
  }

  async function fetchAll(
    blobs: readonly Blob[],
    signal: AbortSignal,
    report: (progress: Progress) => void,
  ): Promise<void> {
    const done = blobs.map(() => 0);
    const tell = () => {
      const total = blobs.reduce((sum, blob, i) => sum + (blob.size ?? done[i] ?? 0), 0);
      report({ done: done.reduce((sum, bytes) => sum + bytes, 0), total });
    };
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    await Promise.allSettled(
      blobs.map(async (blob, i) => {
        const key = repoPaths(cache, blob.repo).blob(blob.etag);
        const onProgress = (bytes: number) => {
          done[i] = bytes;
          tell();
        };
        // Two models may share a file: whoever comes second joins the first's download.
        await downloads
          .join(key, (shared, onBytes) => download(blob, context, shared, onBytes), {
            signal: either,
            onProgress,
          })
          .catch((error: unknown) => {
            failed.abort(error);
            throw error;
          });
        onProgress(blob.size ?? done[i] ?? 0);
      }),
    );
    signal.throwIfAborted();
    if (failed.signal.aborted) throw failed.signal.reason;
  }

  async function finish({ part, commit, blobs }: Plan): Promise<Snapshot> {
    const { repo, revision = "main" } = part;
    const before = recordedCommit(notes, part);
    if (before !== undefined && before !== commit) {
      log?.warn({ repo, revision, before, commit }, "the revision has moved since the last pull");
    }
    // Planned with the required files first; the last rename makes the snapshot be found.
    const files = blobs.toReversed().filter((blob) => !isPublished(cache, blob));
    const snapshot = await publish(cache, { repo, revision, commit, files }).catch(
      (error: unknown) => {
        throw diskFailure(error, `the model ${repo}`);
      },
    );
    if (!isCommit(revision)) await notes.write(noteKey(part), { commit });
    return snapshot;
  }
}

/** The commit that the first pull of a branch or tag found. */
export function recordedCommit(notes: Notes, part: HubPart): string | undefined {
  if (isCommit(part.revision ?? "main")) return undefined;
  const note = notes.read(noteKey(part));
  const known = typeof note === "object" && note !== null && "commit" in note;
  return known && typeof note.commit === "string" ? note.commit : undefined;
}

function noteKey({ repo, revision = "main" }: HubPart): string {
  return `${repo}@${revision}`;
}
