import type { GatewayError } from "../../../models/errors.ts";
import type { HubFile, HubPart } from "../../../models/model.ts";
import type { Log } from "../../provider.ts";
import { createSingleFlight, type JoinOptions } from "../../resilience/single-flight.ts";
import { checkNames, findSnapshot, type Snapshot } from "./cache.ts";
import { createClient } from "./client.ts";
import { defaultRetry, type RetryOptions, unavailable } from "./failures.ts";
import { createNotes, recordedCommit } from "./notes.ts";
import type { Progress } from "./progress.ts";
import { createPull } from "./pull.ts";
import { localScalars, remoteScalars, type Scalars } from "./scalars.ts";
import type { HubSettings } from "./settings.ts";
import { checkFiles, type FileCheck } from "./verify.ts";

export interface Hub {
  /** Synchronous and without network: a few `stat`s a file. */
  status(parts: readonly HubPart[]): HubStatus;

  /**
   * The directories of the parts, in their order, downloaded first where they lack. At once and
   * without network where all are there. One download however many ask; who aborts leaves, and
   * when the last has left, the download stops and can be resumed.
   *
   * @throws GatewayError MODEL_UNAVAILABLE with the reason and what to do; `signal.reason`
   */
  pull(parts: readonly HubPart[], options?: JoinOptions<Progress>): Promise<readonly Snapshot[]>;

  /** Reads what is in the cache and compares size and hash with the hub's and the catalog's. */
  check(parts: readonly HubPart[]): Promise<readonly FileCheck[]>;

  /**
   * `logit_scale` and `logit_bias` of a checkpoint, read by ranges (some hundred kilobytes, not
   * the whole file) or from the cache, and remembered.
   *
   * @throws GatewayError MODEL_UNAVAILABLE
   */
  scalars(file: HubFile, options?: { signal?: AbortSignal }): Promise<Scalars>;

  /** Aborts what is going on; parts stay for the next time. */
  close(): Promise<void>;
}

export interface HubStatus {
  /** One a part, when all parts are complete. */
  readonly snapshots?: readonly Snapshot[];
  /** While a pull of exactly these parts is going on in this process. */
  readonly progress?: Progress;
  /** Of the last pull, until one succeeds. */
  readonly failure?: unknown;
}

/** The Hugging Face hub and the cache it shares with every other tool of that ecosystem. */
export function createHub(
  settings: HubSettings,
  { log, retry: given = {} }: { log?: Log; retry?: Partial<RetryOptions> } = {},
): Hub {
  const onRetry = (error: GatewayError, waitMs: number) =>
    log?.warn({ reason: error.message, waitMs }, "trying the hub again");
  const retry = { ...defaultRetry, onRetry, ...given };
  const client = createClient(settings, retry.idleMs);
  const notes = createNotes(settings.home, log);
  const context = { client, notes, cache: settings.cache, retry, ...(log && { log }) };
  const downloads = createPull(context);
  const pulls = createSingleFlight<readonly Snapshot[], Progress>({ whenAbandoned: "clean up" });
  const reads = createSingleFlight<Scalars>({ whenAbandoned: "clean up" });
  const failures = new Map<string, unknown>();

  return {
    status(parts) {
      const key = JSON.stringify(parts);
      const snapshots = find(parts);
      const progress = pulls.progress(key) ?? (pulls.has(key) ? { done: 0, total: 0 } : undefined);
      const failure = failures.get(key);
      return {
        ...(snapshots && { snapshots }),
        ...(progress && { progress }),
        ...(failure !== undefined && { failure }),
      };
    },

    async pull(parts, options) {
      for (const part of parts) {
        checkNames(part);
      }
      const snapshots = find(parts);
      if (snapshots) {
        return snapshots;
      }
      if (settings.offline) {
        throw offline(parts.map((part) => part.repo));
      }
      const key = JSON.stringify(parts);
      return pulls.join(key, (signal, report) => pull(key, parts, signal, report), options);
    },

    check: (parts) => checkFiles(settings.cache, parts, notes),

    async scalars(file, { signal } = {}) {
      checkNames({ ...file, files: [file] });
      const key = `${file.repo}@${file.revision ?? "main"}:${file.path}`;
      const noted = notes.read(key);
      if (isScalars(noted)) {
        return noted;
      }
      return reads.join(key, (shared) => scalars(key, file, shared), { signal });
    },

    async close() {
      const reason = unavailable("The gateway is shutting down.");
      await Promise.all([pulls, reads, downloads].map((open) => open.close(reason)));
      await client.close();
    },
  };

  function find(parts: readonly HubPart[]): readonly Snapshot[] | undefined {
    const found = parts.map((part) => {
      return findSnapshot(settings.cache, part, recordedCommit(notes, part));
    });
    const snapshots = found.filter((snapshot) => snapshot !== undefined);
    return snapshots.length === parts.length ? snapshots : undefined;
  }

  async function pull(
    key: string,
    parts: readonly HubPart[],
    signal: AbortSignal,
    report: (progress: Progress) => void,
  ): Promise<readonly Snapshot[]> {
    const repos = parts.map((part) => part.repo);
    log?.info({ repos }, "pulling from the hub");
    try {
      const snapshots = await downloads.pull(parts, signal, report);
      failures.delete(key);
      log?.info({ repos, revisions: snapshots.map((part) => part.revision) }, "pulled");
      return snapshots;
    } catch (error) {
      if (!signal.aborted) {
        failures.set(key, error);
      }
      throw error;
    }
  }

  async function scalars(key: string, file: HubFile, signal: AbortSignal): Promise<Scalars> {
    const local = await localScalars(settings.cache, file);
    if (!local && settings.offline) {
      throw offline([file.repo]);
    }
    const value = local ?? (await remoteScalars(file, context, signal));
    await notes.write(key, value);
    return value;
  }
}

function isScalars(note: unknown): note is Scalars {
  return typeof note === "object" && note !== null && "logitScale" in note;
}

function offline(repos: readonly string[]): GatewayError {
  return unavailable(
    `HF_HUB_OFFLINE is set and the files of ${repos.join(" and ")} are not in the Hugging Face cache: ` +
      `pull them once where there is a network (npm run models -- pull <id>), or set HF_HOME to a ` +
      `directory that has them.`,
    { retryable: false },
  );
}
