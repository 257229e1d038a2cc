import { setMaxListeners } from "node:events";
import { join } from "node:path";
import type { HubPart } from "../../../models/model.ts";
import type { Log } from "../../provider.ts";
import { createSingleFlight } from "../../resilience/single-flight.ts";
import {
  type Blob,
  checkNames,
  findSnapshot,
  isCommit,
  isPublished,
  publish,
  repoPaths,
  type Snapshot,
} from "./cache.ts";
import { download, type DownloadContext, isWhole } from "./download.ts";
import { externalData, mayNameOthers } from "./external-data.ts";
import { diskFailure } from "./failures.ts";
import { noteKey, type Notes, recordedCommit } from "./notes.ts";
import { checkDiskSpace, type Plan, planPart } from "./plan.ts";
import { type Progress, type ProgressSum, sumProgress } from "./progress.ts";

export interface PullContext extends DownloadContext {
  readonly notes: Notes;
  readonly log?: Log;
}

/**
 * Returns the function that brings the files of parts into the cache, one snapshot a part, in
 * their order. First every file's commit, ETag and size are asked, then what lacks is downloaded
 * (graphs before the files that only they name), at last the snapshots are made: an unfinished
 * pull leaves blobs, never half a snapshot.
 */
export function createPull(context: PullContext) {
  const { cache, notes, log } = context;
  const downloads = createSingleFlight<void, number>({ whenAbandoned: "clean up" });

  return { pull, close: (reason: unknown) => downloads.close(reason) };

  async function pull(
    parts: readonly HubPart[],
    signal: AbortSignal,
    report: (progress: Progress) => void,
  ): Promise<readonly Snapshot[]> {
    const found = parts.map((part) => findSnapshot(cache, part, recordedCommit(notes, part)));
    const listed = await Promise.all(
      parts.map((part, i) => (found[i] ? undefined : planPart(part, context, signal))),
    );
    const progress = sumProgress(report);
    const bring = async (blobs: readonly Blob[], which: (blob: Blob) => boolean) => {
      const missing = await lacking(blobs);
      await checkDiskSpace(cache, missing);
      progress.expect(missing);
      await fetchAll(missing.filter(which), progress, signal);
    };
    // Those that may be bare graphs first: only they know where their tensors are.
    const files = listed.flatMap((plan) => plan?.blobs ?? []);
    await bring(files, ({ path, size }) => mayNameOthers(path, size));
    const plans = await Promise.all(listed.map((plan) => plan && withTensors(plan, signal)));
    await bring(
      plans.flatMap((plan) => plan?.blobs ?? []),
      () => true,
    );
    const result: Snapshot[] = [];
    for (const [i, plan] of plans.entries()) {
      const snapshot = found[i] ?? (plan && (await finish(plan)));
      if (snapshot) {
        result.push(snapshot);
      }
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

  /** With the files that the plan's graphs name. */
  async function withTensors(plan: Plan, signal: AbortSignal): Promise<Plan> {
    const { commit, blobs } = plan;
    const { repo } = plan.part;
    const paths = repoPaths(cache, repo);
    const named = await Promise.all(
      blobs.map(async (blob) => {
        const published = join(paths.snapshot(commit), blob.path);
        const file = isPublished(cache, blob) ? published : paths.blob(blob.etag);
        return (await isWhole(file, undefined)) ? externalData(blob.path, file) : [];
      }),
    );
    const files = named.flat().map((path) => ({ path }));
    if (files.length === 0) {
      return plan;
    }
    const part = { repo, revision: commit, files };
    checkNames(part);
    return { ...plan, blobs: [...blobs, ...(await planPart(part, context, signal)).blobs] };
  }

  async function fetchAll(
    blobs: readonly Blob[],
    progress: ProgressSum,
    signal: AbortSignal,
  ): Promise<void> {
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    setMaxListeners(0, either); // one a file
    await Promise.allSettled(
      blobs.map(async (blob) => {
        const key = repoPaths(cache, blob.repo).blob(blob.etag);
        const onProgress = (bytes: number) => progress.set(blob, bytes);
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
        progress.end(blob);
      }),
    );
    signal.throwIfAborted();
    if (failed.signal.aborted) {
      throw failed.signal.reason;
    }
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
    if (!isCommit(revision)) {
      await notes.write(noteKey(part), { commit });
    }
    return snapshot;
  }
}
