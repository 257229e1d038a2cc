import { bulkhead } from "cockatiel";
import { GatewayError } from "../models/errors.ts";
import { findModel } from "../models/find-model.ts";
import type { Input, Model } from "../models/types.ts";
import type { Context, EmbedOptions } from "../resolvers/context.ts";
import type { Embedding } from "../schema/embedding.ts";
import { chooseModel, knownModel } from "./choose.ts";
import type { Core } from "./core.ts";
import { createLabelEmbedder } from "./labels.ts";
import { problemOf } from "./mask.ts";
import type { ReadMedia } from "./read-media.ts";
import { routeOn } from "./router.ts";

/** Fulfils for one request what resolvers may ask for. `signal` ends all of its work. */
export function createContext(core: Core, media: ReadMedia, signal: AbortSignal): Context {
  const { config, models, embedder, latency, provider, availability, log } = core;
  const readImage = once(media.readImage, signal);
  // Two batches of the hungriest model: a request of 1,000 URLs does not hold 1,000 files.
  const slots = bulkhead(64, Infinity);

  const context: Context = {
    limits: {
      maxInputs: config.MAX_INPUTS,
      maxLabels: config.MAX_LABELS,
      maxImageBytes: config.MAX_IMAGE_BYTES,
      maxImagePixels: config.MAX_IMAGE_PIXELS,
      maxVideoBytes: config.MAX_VIDEO_BYTES,
      timeoutMs: config.REQUEST_TIMEOUT_MS,
    },
    models,
    findModel: (id) => findModel(models, id),
    knownModel: (id) => knownModel(models, id),
    availability,
    scoring: (model) => provider(model).scoring?.(model) ?? model.scoring,
    latency: (model) => latency.of(model.id),

    choose: (choice, task) => chooseModel(core, choice, task),
    route: (input) => routeOn(core, input),

    async embedText(model, text, options) {
      const startedAt = performance.now();
      return embed(model, { modality: "TEXT", text }, options, startedAt);
    },

    embedImage(model, image, options) {
      const startedAt = performance.now();
      return slots.execute(async () => {
        const bytes = await readImage(image);
        return embed(model, { modality: "IMAGE", bytes }, options, startedAt);
      });
    },

    problem: (error) => problemOf(error, log),
    embedLabels: createLabelEmbedder((model, text, options) =>
      context.embedText(model, text, options),
    ),
  };
  return context;

  async function embed(
    model: Model,
    input: Input,
    options: EmbedOptions,
    startedAt: number,
  ): Promise<Embedding> {
    const dimensions = checkDimensions(model, options.dimensions);
    const result = await embedder.embed(model, input, { ...options, dimensions, signal });
    const { vector, truncated, tokens = null, queueMs, computeMs, batchSize, cached } = result;
    const totalMs = performance.now() - startedAt;
    const { modality } = input;
    if (!cached) latency.record(model.id, modality, totalMs, batchSize);
    const timing = { totalMs, queueMs, computeMs, batchSize, cached };
    return { model, space: model.space, modality, dimensions, vector, truncated, tokens, timing };
  }
}

function checkDimensions(model: Model, asked: number | null | undefined): number {
  const dimensions = asked ?? model.dimensions;
  if (!model.supportedDimensions.includes(dimensions))
    throw new GatewayError(
      "UNSUPPORTED_DIMENSIONS",
      `${model.id} has no vectors of ${dimensions} dimensions; it has ${model.supportedDimensions.join(", ")}.`,
    );
  return dimensions;
}

/** The same URL, upload or base64 text, asked for several times at once, is read once. */
function once(
  read: ReadMedia["readImage"],
  signal: AbortSignal,
): (image: Parameters<typeof read>[0]) => Promise<Uint8Array> {
  const reads = new Map<unknown, Promise<Uint8Array>>();
  return (image) => {
    const key = image.url ?? image.base64 ?? image.upload;
    const known = reads.get(key);
    if (known) return known;
    // Not kept once it is read: the bytes are the next one's to free.
    const reading = read(image, signal).finally(() => reads.delete(key));
    reads.set(key, reading);
    return reading;
  };
}
