import { bulkhead, type BulkheadPolicy } from "cockatiel";
import { findModel } from "../../models/find-model.ts";
import type { Model } from "../../models/model.ts";
import type { Context } from "../../resolvers/context.ts";
import { chooseModel, knownModel } from "../inference/choose-model.ts";
import type { Core } from "../inference/engine.ts";
import { createVideoEmbedder } from "../inference/embed-video.ts";
import { embed } from "../inference/embed.ts";
import { problemOf } from "./errors.ts";
import type { ReadMedia } from "../media/read-media.ts";
import { routeOn } from "../inference/routing-facts.ts";

/** Fulfils for one request what resolvers may ask for. `signal` ends all of its work. */
export function createContext(shared: Core, media: ReadMedia, signal: AbortSignal): Context {
  const core = { ...shared, latency: shared.latency.forRequest() };
  const { config, models, latency, provider, availability, log } = core;
  const readImage = once(media.readImage, signal);
  // Some batches of each model: a request of 1,000 URLs does not hold 1,000 files, and a model
  // that hangs holds up no other.
  const slots = new Map<string, BulkheadPolicy>();
  const slotsOf = (model: Model) => {
    const known = slots.get(model.id) ?? bulkhead(64, Infinity);
    slots.set(model.id, known);
    return known;
  };

  return {
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

    embedText: (model, text, options) =>
      embed(core, model, { modality: "TEXT", text }, { ...options, signal }, performance.now()),

    embedImage(model, image, options) {
      const startedAt = performance.now();
      return slotsOf(model).execute(async () => {
        const bytes = await readImage(image);
        return embed(core, model, { modality: "IMAGE", bytes }, { ...options, signal }, startedAt);
      });
    },

    embedLabels: (model, labels, templates, purpose) =>
      core.embedLabels(model, labels, templates, purpose, signal),
    embedVideo: createVideoEmbedder(core, media, signal),
    problem: (error) => problemOf(error, log),
  };
}

/** The same URL, upload or base64 text, asked for several times at once, is read once. */
function once(
  read: ReadMedia["readImage"],
  signal: AbortSignal,
): (image: Parameters<typeof read>[0]) => Promise<Uint8Array> {
  const reads = new Map<unknown, Promise<Uint8Array>>();
  return (image) => {
    const key = image.url != null ? `url ${image.url}` : (image.base64 ?? image.upload);
    const known = reads.get(key);
    if (known) {
      return known;
    }
    // Not kept once it is read: the bytes are the next one's to free.
    const reading = read(image, signal).finally(() => reads.delete(key));
    reads.set(key, reading);
    return reading;
  };
}
