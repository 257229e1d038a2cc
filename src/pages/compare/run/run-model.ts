import type { GatewayRequestError, Model, UnifiedEmbedder } from "parallax-client";
import type { Photo, Problem } from "../types.ts";
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

/** News of a model, as they come. */
export interface Portion {
  /** By the photos' ids. */
  readonly answers: ReadonlyMap<string, Answer>;
  readonly latencyMs: number;
  /** Of each photo that went through the model; none for those that the server still knew. */
  readonly batchSizes: readonly number[];
  readonly costUsd: number;
}

export interface RunOptions {
  readonly client: Pick<UnifiedEmbedder, "compare">;
  /** Resolves when a model that is being downloaded can be used; rejects when it cannot. */
  readonly downloaded: (model: Model, signal: AbortSignal) => Promise<void>;
  readonly onPortion: (portion: Portion) => void;
}

/**
 * Asks one model about all photos, some at a time. What goes wrong with some of them is their
 * answer, and the others are asked all the same.
 *
 * @throws GatewayRequestError when the model as a whole cannot answer; the signal's reason
 */
export async function runModel(job: Job, options: RunOptions): Promise<void> {
  let rest = job.photos;
  let wanted = firstPortion(job.model.expectedLatency?.ms ?? null);
  let waited = false;
  while (rest.length > 0) {
    const photos = takePortion(rest, wanted, job.limits);
    const startedAt = performance.now();
    const failure = await askAbout(photos, job, options);
    if (failure?.code === "MODEL_UNAVAILABLE" && failure.retryable && !waited) {
      // The request has started the download.
      await options.downloaded(job.model, job.signal);
      waited = true;
      continue;
    }
    if (failure && !ofTheMoment.has(failure.code)) {
      throw failure;
    }
    if (failure?.code === "TIMEOUT" && photos.length > 1) {
      wanted = Math.floor(photos.length / 2);
      continue;
    }
    if (failure) {
      options.onPortion({ ...nothing, answers: new Map(photos.map(({ id }) => [id, failure])) });
    }
    rest = rest.slice(photos.length);
    wanted = nextPortion(photos.length, performance.now() - startedAt);
  }
}

/** Failures of one request; another may succeed. All others will meet every photo. */
const ofTheMoment: ReadonlySet<string> = new Set([
  "TIMEOUT",
  "OVERLOADED",
  "PROVIDER_FAILED",
  "RATE_LIMITED",
  "INTERNAL",
  "NETWORK",
  "NOT_GRAPHQL",
]);

const nothing = { latencyMs: 0, batchSizes: [], costUsd: 0 };

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
    const { error, classifications, latencyMs, costUsd } = results[0]!;
    if (error || !classifications) {
      return error ?? undefined;
    }
    onPortion({
      answers: new Map(
        classifications.map((each, i) => [
          photos[i]!.id,
          each instanceof Error ? each : inOrder(each.labels, labels),
        ]),
      ),
      latencyMs: latencyMs ?? 0,
      batchSizes: classifications
        .map((each) => (each instanceof Error ? 0 : each.timing.batchSize))
        .filter((size) => size > 0),
      costUsd: costUsd ?? 0,
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
