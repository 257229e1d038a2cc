import DataLoader from "dataloader";
import { type Embedding, toMicroseconds } from "../../models/embedding.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Input, Model, Purpose } from "../../models/model.ts";
import type { Route } from "../../models/routing/types.ts";
import { mostUsd } from "../../models/price.ts";
import { dot, normalize, shorten } from "../../models/vector/vector.ts";
import { pay } from "../../providers/hold.ts";
import type { Log, Row } from "../../providers/provider.ts";
import { createSingleFlight } from "../../providers/resilience/single-flight.ts";
import { type CacheHit, cacheHits } from "../../providers/tracing.ts";
import { type Account, joinPaid } from "./account.ts";
import type { Batched, Batcher } from "./batcher.ts";
import type { EmbeddingCache } from "./cache.ts";
import { keyOf, ofPass } from "./embedding-key.ts";
import { inItsLanguage } from "./in-its-language.ts";
import type { Latency } from "./latency.ts";
import { createLookUp } from "./look-up.ts";

export interface EmbedOptions {
  /** One of the model's `supportedDimensions`; its full length when left out. */
  readonly dimensions?: number | null;
  /** DOCUMENT when left out. */
  readonly purpose?: Purpose;
  readonly signal?: AbortSignal | undefined;
  /** How the model was chosen; the embedding tells it. */
  readonly route?: Route | null;
  /** Since when the caller waits, by `performance.now()`; since this call when left out. */
  readonly startedAt?: number;
  /** Where the time it took is kept, instead of the engine's own. */
  readonly latency?: Pick<Latency, "record">;
  /** Who pays for it. */
  readonly account?: Account | undefined;
}

/** What all inputs of one pass have in common. */
export interface PassOptions {
  readonly dimensions: number;
  readonly purpose: Purpose;
}

export interface EmbedderOptions {
  readonly cache: EmbeddingCache;
  readonly latency: Latency;
  readonly log: Log;
  /** Characters of one text. */
  readonly maxTextChars: number;
  /** The batcher that inputs of this kind share. */
  batcher(model: Model, modality: Input["modality"], options: PassOptions): Batcher;
}

export type Embed = (model: Model, input: Input, options?: EmbedOptions) => Promise<Embedding>;

/** A finished row, and what it took. */
type Made = Batched & { readonly cached: boolean };

/**
 * (model, input) → embedding: from the cache, else by joining an identical input in flight, else by
 * a pass. Keys are hashes of the content; failures are forgotten.
 *
 * @throws GatewayError UNSUPPORTED_DIMENSIONS, TOO_LARGE, RATE_LIMITED, OVERLOADED, PROVIDER_FAILED, … the signal's reason
 */
export function createEmbedder(embedder: EmbedderOptions): Embed {
  const { cache, latency, log, maxTextChars, batcher } = embedder;
  const flights = createSingleFlight<Made>();
  // Look-ups of one turn of the event loop leave together, and so do the writes.
  const lookUp = createLookUp(cache);
  const writes = new DataLoader<readonly [string, Row], null>(async (entries) => {
    await cache.setMany(entries);
    return entries.map(() => null);
  }, once);

  async function make(
    key: string,
    model: Model,
    input: Input,
    options: PassOptions,
    { signal, account }: { readonly signal: AbortSignal; readonly account: Account | undefined },
  ): Promise<Made> {
    const known = await lookUp(key).catch(withoutCache);
    if (known?.vector.length === options.dimensions) {
      return { row: known, queueMs: 0, computeMs: 0, batchSize: 0, cached: true };
    }
    const batched = await pay({
      // What has no price is asked for most, and need not wait for a counter.
      hold: model.pricing.length > 0 ? account?.hold : undefined,
      most: mostUsd(model, input),
      signal,
      call: (sent) => batcher(model, input.modality, options).load(input, signal, sent),
      usdOf: ({ row }) => row.usd ?? 0,
    });
    checkVector(batched.row.vector, options.dimensions, model);
    normalize(batched.row.vector);
    writes.load([key, batched.row]).catch(withoutCache);
    return { ...batched, cached: false };
  }

  function withoutCache(error: unknown): undefined {
    log.warn({ err: error }, "the cache failed");
  }

  return async (model, given, options = {}) => {
    const { signal, account, route = null, startedAt = performance.now() } = options;
    const dimensions = checkDimensions(model, options.dimensions);
    checkText(given, maxTextChars);
    const input = model.distinguishesLanguage ? await inItsLanguage(given) : given;
    const shared = ofPass(model, dimensions, options.purpose ?? "DOCUMENT");
    const key = keyOf(model, input, shared);
    const { result, joined } = await joinPaid(
      flights,
      key,
      (signal) => make(key, model, input, shared, { signal, account }),
      { signal, account },
    );
    const { row, cached, batchSize, queueMs, computeMs } = result;
    if (cached || joined) {
      cacheHits.publish({ kind: cached ? "finished" : "in flight" } satisfies CacheHit);
    }
    const totalMs = performance.now() - startedAt;
    if (!cached) {
      (options.latency ?? latency).record(model.id, input.modality, totalMs, batchSize);
    }
    account?.count({
      model,
      modality: input.modality,
      tokens: row.tokens ?? 0,
      usd: cached || joined ? 0 : (row.usd ?? 0),
      cached,
      joined,
    });
    return {
      model,
      space: model.space,
      modality: input.modality,
      dimensions,
      vector: shorten(row.vector, dimensions),
      truncated: row.truncated ?? false,
      tokens: row.tokens ?? null,
      usd: row.usd ?? 0,
      timing: {
        totalMs: toMicroseconds(totalMs),
        queueMs: toMicroseconds(queueMs),
        computeMs: toMicroseconds(computeMs),
        batchSize,
        cached,
      },
      route,
    };
  };
}

/** The cache remembers, and outlives requests. */
const once = { cache: false };

/** @throws UNSUPPORTED_DIMENSIONS with the lengths there are */
export function checkDimensions(model: Model, asked: number | null | undefined): number {
  const dimensions = asked ?? model.dimensions;
  if (!model.supportedDimensions.includes(dimensions)) {
    throw new GatewayError(
      "UNSUPPORTED_DIMENSIONS",
      `${model.id} has no vectors of ${dimensions} dimensions; it has ${model.supportedDimensions.join(", ")}.`,
    );
  }
  return dimensions;
}

/** @throws TOO_LARGE */
function checkText(input: Input, maxTextChars: number): void {
  if (input.modality === "TEXT" && input.text.length > maxTextChars) {
    throw new GatewayError(
      "TOO_LARGE",
      `The text has ${input.text.length} characters; the limit is ${maxTextChars} ` +
        "(MAX_TEXT_CHARS). Shorten it, or embed it in parts.",
    );
  }
}

/** @throws PROVIDER_FAILED */
function checkVector(vector: Float32Array, dimensions: number, model: Model): void {
  const problem =
    vector.length !== dimensions
      ? `${vector.length} dimensions instead of ${dimensions}`
      : Number.isFinite(dot(vector, vector))
        ? undefined
        : "numbers that are not finite";
  if (problem) {
    throw new GatewayError("PROVIDER_FAILED", `${model.id} answered ${problem}.`, {
      // Asked again, it would answer and bill the same.
      retryable: false,
    });
  }
}
