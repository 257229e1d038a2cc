import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { GatewayError } from "../../models/errors.ts";
import type { Input, Model, Purpose } from "../../models/model.ts";
import { dot, normalize, shorten } from "../../models/vector/vector.ts";
import type { Row } from "../../providers/provider.ts";
import type { Batched, Batcher } from "./batcher.ts";
import { share, type Shared } from "./share.ts";

export interface EmbedOptions {
  readonly dimensions: number;
  readonly purpose: Purpose;
  readonly signal: AbortSignal;
}

/** A unit vector and what it cost. */
export interface Result {
  readonly vector: Float32Array;
  readonly tokens?: number;
  readonly truncated: boolean;
  readonly queueMs: number;
  readonly computeMs: number;
  readonly batchSize: number;
  readonly cached: boolean;
}

export interface EmbedderOptions {
  readonly cacheBytes: number;
  /** The batcher that inputs of this kind share. */
  batcher(model: Model, input: Input, options: PassOptions): Batcher;
  onHit?(kind: "finished" | "in flight"): void;
}

/** What all inputs of one pass have in common. */
export interface PassOptions {
  readonly dimensions: number;
  readonly purpose: Purpose;
}

/**
 * (model, input) → embedding: from the cache, else by joining an identical input in flight, else by
 * a pass. Keys are hashes of the content; failures are forgotten.
 */
export function createEmbedder({ cacheBytes, batcher, onHit }: EmbedderOptions) {
  const finished = cacheBytes > 0 ? createCache(cacheBytes) : undefined;
  const inFlight = new Map<string, Shared<Batched>>();

  return {
    async embed(model: Model, input: Input, options: EmbedOptions): Promise<Result> {
      const passOptions = ofPass(model, options);
      const key = keyOf(model, input, passOptions);
      const known = finished?.get(key);
      if (known) {
        onHit?.("finished");
        return toResult(known, options, { queueMs: 0, computeMs: 0, batchSize: 0, cached: true });
      }
      const joined = inFlight.get(key);
      if (joined) {
        onHit?.("in flight");
      }
      const shared = joined ?? start(key, model, input, passOptions);
      const { row, ...cost } = await shared.wait(options.signal);
      return toResult(row, options, { ...cost, cached: false });
    },
  };

  function start(key: string, model: Model, input: Input, options: PassOptions): Shared<Batched> {
    const shared = share(
      async (signal) => {
        const batched = await batcher(model, input, options).load(input, signal);
        checkVector(batched.row.vector, options.dimensions, model);
        normalize(batched.row.vector);
        finished?.set(key, batched.row);
        return batched;
      },
      () => inFlight.delete(key),
    );
    inFlight.set(key, shared);
    return shared;
  }
}

export type Embedder = ReturnType<typeof createEmbedder>;

function createCache(maxSize: number) {
  return new LRUCache<string, Row>({
    maxSize,
    // A key, an entry and a small object beside the floats.
    sizeCalculation: (row) => row.vector.byteLength + 300,
  });
}

/** A Matryoshka vector is made whole and shortened here, so that all lengths share one pass. */
function ofPass(model: Model, { dimensions, purpose }: EmbedOptions): PassOptions {
  return {
    dimensions: model.matryoshka ? model.dimensions : dimensions,
    purpose: model.distinguishesPurpose ? purpose : "DOCUMENT",
  };
}

function keyOf(model: Model, input: Input, { dimensions, purpose }: PassOptions): string {
  const content = input.modality === "TEXT" ? input.text : input.bytes;
  return createHash("sha256")
    .update(`${model.id}\n${input.modality}\n${dimensions}\n${purpose}\n`)
    .update(content)
    .digest("base64");
}

function checkVector(vector: Float32Array, dimensions: number, model: Model): void {
  const problem =
    vector.length !== dimensions
      ? `${vector.length} dimensions instead of ${dimensions}`
      : Number.isFinite(dot(vector, vector))
        ? undefined
        : "numbers that are not finite";
  if (problem) {
    throw new GatewayError("PROVIDER_FAILED", `${model.id} answered ${problem}.`);
  }
}

function toResult(
  row: Row,
  { dimensions }: EmbedOptions,
  cost: Omit<Result, "vector" | "tokens" | "truncated">,
): Result {
  const { vector, tokens, truncated = false } = row;
  return {
    vector: shorten(vector, dimensions),
    truncated,
    ...(tokens !== undefined && { tokens }),
    ...cost,
  };
}
