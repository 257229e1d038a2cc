import type { GatewayRequestError, Model, UnifiedEmbedder } from "parallax-client";
import type { Photo, Problem } from "../types.ts";
import { pause } from "../../shared/pause.ts";
import { firstPortion, nextPortion, type PortionLimits, takePortion } from "./portions.ts";

/** What one model is to answer. */
export interface Job {
  readonly model: Model;
  readonly photos: readonly Photo[];
  readonly labels: readonly string[];
  /** Null for the model's own. */
  readonly templates: readonly string[] | null;
  readonly limits: PortionLimits;
  readonly signal: AbortSignal;
}

/** Cosines of one photo, one per label in their order; or why there are none. */
export type Answer = Float32Array | Problem;

/** What one request brought. */
export interface Portion {
  /** By the photos' ids. */
  readonly answers: ReadonlyMap<string, Answer>;
  readonly latencyMs: number;
  /** How many photos went through the model: the server still knew the others. */
  readonly computed: number;
  /** Mean number of photos that shared a pass, over those. */
  readonly batchSize: number;
  readonly photosUsd: number;
  /** Of labels and templates, which are the same in every request. */
  readonly labelsUsd: number;
}

export interface RunOptions {
  readonly client: Pick<UnifiedEmbedder, "compare">;
  /** Resolves when a model that is being downloaded can be used; rejects when it cannot. */
  readonly downloaded: (model: Model, signal: AbortSignal) => Promise<void>;
  readonly onPortion: (portion: Portion) => void;
}

/** An error as the page keeps it. */
export function problemOf({ code, message, retryable }: Problem): Problem {
  return { code, message, retryable };
}

/**
 * Asks one model about all photos, some at a time. What goes wrong with some of them is their
 * answer, and the others are asked all the same.
 *
 * @throws GatewayRequestError when the model as a whole cannot answer; the signal's reason
 */
export async function runModel(job: Job, options: RunOptions): Promise<void> {
  const { model, limits, signal } = job;
  let rest = job.photos;
  let wanted = firstPortion(model.expectedLatency?.ms ?? null);
  let most = Infinity;
  let waited = false;
  let tries = 0;
  while (rest.length > 0) {
    const photos = takePortion(rest, wanted, limits);
    const startedAt = performance.now();
    const failure = await askAbout(photos, job, options);
    if (failure?.code === "MODEL_UNAVAILABLE" && failure.retryable && !waited) {
      // The request has started the download.
      await options.downloaded(model, signal);
      waited = true;
      continue;
    }
    if (failure && tooMuchAtOnce.has(failure.code) && photos.length > 1) {
      wanted = Math.floor(photos.length / 2);
      most = failure.code === "TOO_LARGE" ? wanted : most;
      continue;
    }
    if (failure?.code === "RATE_LIMITED" && (failure.retryAfterMs ?? Infinity) <= longestWaitMs) {
      await pause(failure.retryAfterMs!, signal);
      continue;
    }
    if (failure && !ofTheMoment.has(failure.code)) {
      throw failure;
    }
    if (failure?.retryable && busy.has(failure.code) && tries < mostTries) {
      await pause(failure.retryAfterMs ?? 1000 * 2 ** tries, signal);
      tries++;
      continue;
    }
    if (failure) {
      const problem = problemOf(failure);
      options.onPortion({ ...nothing, answers: new Map(photos.map(({ id }) => [id, problem])) });
    } else {
      wanted = Math.min(most, nextPortion(photos.length, performance.now() - startedAt));
    }
    rest = rest.slice(photos.length);
    tries = 0;
  }
}

/** Failures of one request; another may succeed. All others will meet every photo. */
const ofTheMoment: ReadonlySet<string> = new Set([
  "TIMEOUT",
  "OVERLOADED",
  "PROVIDER_FAILED",
  "INTERNAL",
  "NETWORK",
  "NOT_GRAPHQL",
]);

/** Fewer photos may take less than the server's deadline, and than what a key has in an hour. */
const tooMuchAtOnce: ReadonlySet<string> = new Set(["TIMEOUT", "TOO_LARGE"]);

/** What is told of a model in an answer: the client has not tried again. */
const busy: ReadonlySet<string> = new Set(["OVERLOADED", "PROVIDER_FAILED"]);
const mostTries = 3;

/** A key that may go on sooner than this is waited for, as long as the visitor does not stop it. */
const longestWaitMs = 30_000;

const nothing = { latencyMs: 0, computed: 0, batchSize: 0, photosUsd: 0, labelsUsd: 0 };

/** Answers why the whole request failed, if it did. */
async function askAbout(
  photos: readonly Photo[],
  { model, labels, templates, signal }: Job,
  { client, onPortion }: RunOptions,
): Promise<GatewayRequestError | undefined> {
  try {
    const { results } = await client.compare(
      photos.map(({ source }) => source),
      labels,
      { models: [model.id], ...(templates && { templates }), signal },
    );
    const { error, classifications, latencyMs, costUsd, imagesCostUsd, ...passes } = results[0]!;
    if (error || !classifications) {
      return error ?? undefined;
    }
    onPortion({
      answers: new Map(
        classifications.map((each, i) => [
          photos[i]!.id,
          each instanceof Error ? problemOf(each) : inOrder(each.labels, labels),
        ]),
      ),
      latencyMs: latencyMs ?? 0,
      computed: passes.imagesComputed ?? 0,
      batchSize: passes.meanBatchSize ?? 0,
      photosUsd: imagesCostUsd ?? 0,
      labelsUsd: (costUsd ?? 0) - (imagesCostUsd ?? 0),
    });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error as GatewayRequestError;
  }
}

/** The server answers the best label first. */
function inOrder(
  scored: readonly { readonly label: string; readonly similarity: number }[],
  labels: readonly string[],
): Float32Array {
  const similarities = new Map(scored.map(({ label, similarity }) => [label, similarity]));
  return Float32Array.from(labels, (label) => similarities.get(label)!);
}
