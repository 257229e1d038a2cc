import { GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import { toMicroseconds } from "../../resolvers/timing.ts";
import type { EmbedOptions as Options } from "../../resolvers/context.ts";
import type { Embedding } from "../../schema/embedding.ts";
import type { Embedder } from "./embedder.ts";
import type { Latency } from "./latency.ts";

export interface EmbedOptions extends Options {
  readonly signal: AbortSignal;
}

/** One input as GraphQL shows it: the vector, where it lives and what it cost since `startedAt`. */
export async function embed(
  { embedder, latency }: { readonly embedder: Embedder; readonly latency: Latency },
  model: Model,
  input: Input,
  options: EmbedOptions,
  startedAt: number,
): Promise<Embedding> {
  const dimensions = dimensionsOf(model, options.dimensions);
  const result = await embedder.embed(model, input, { ...options, dimensions });
  const { vector, truncated, tokens = null, queueMs, computeMs, batchSize, cached } = result;
  const totalMs = performance.now() - startedAt;
  const { modality } = input;
  if (!cached) {
    latency.record(model.id, modality, totalMs, batchSize);
  }
  const timing = {
    totalMs: toMicroseconds(totalMs),
    queueMs: toMicroseconds(queueMs),
    computeMs: toMicroseconds(computeMs),
    batchSize,
    cached,
  };
  return { model, space: model.space, modality, dimensions, vector, truncated, tokens, timing };
}

/** @throws UNSUPPORTED_DIMENSIONS with the lengths there are */
export function dimensionsOf(model: Model, asked: number | null | undefined): number {
  const dimensions = asked ?? model.dimensions;
  if (!model.supportedDimensions.includes(dimensions)) {
    throw new GatewayError(
      "UNSUPPORTED_DIMENSIONS",
      `${model.id} has no vectors of ${dimensions} dimensions; it has ${model.supportedDimensions.join(", ")}.`,
    );
  }
  return dimensions;
}
