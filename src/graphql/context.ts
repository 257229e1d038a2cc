import { bulkhead, type BulkheadPolicy } from "cockatiel";
import { type Caller, emptyTally } from "../../models/caller.ts";
import { findModel } from "../../models/find-model.ts";
import type { Model } from "../../models/model.ts";
import { type Usage, usages } from "../../providers/tracing.ts";
import type { Context } from "../../resolvers/context.ts";
import { chooseModel } from "../inference/choose-model.ts";
import type { Meter } from "../access/meter.ts";
import type { Account } from "../inference/account.ts";
import { embedVideo } from "../inference/embed-video.ts";
import type { Engine } from "../inference/engine.ts";
import { reachOf } from "../inference/reach.ts";
import { latencyExpectedOn, routeOn } from "../inference/routing-facts.ts";
import { createImageSharing } from "../media/share-images.ts";
import { problemOf } from "./errors.ts";

export interface RequestOptions {
  readonly caller: Caller;
  readonly meter: Meter;
  /** Ends all of the request's work. */
  readonly signal: AbortSignal;
}

/** Fulfils for one request what resolvers may ask for. */
export function createContext(engine: Engine, { caller, meter, signal }: RequestOptions): Context {
  const reach = reachOf(engine, caller);
  const { config, models, media, log } = reach;
  const latency = engine.latency.forRequest();
  const budget = media.budget.share();
  const withImage = createImageSharing((source) => media.readImage(source, { signal, budget }));
  // Some batches of each model: a request of 1,000 URLs does not hold 1,000 files, and a model
  // that hangs holds up no other.
  const slots = new Map<string, BulkheadPolicy>();
  const slotsOf = (model: Model) => {
    const known = slots.get(model.id) ?? bulkhead(64, Infinity);
    slots.set(model.id, known);
    return known;
  };

  const tally = emptyTally();
  const account: Account = {
    caller: caller.name,
    hold: (most) => meter.usd.hold(caller, most),
    count({ model, modality, ...made }) {
      tally.usd += made.usd;
      tally.tokens += made.tokens;
      tally.models.add(model.id);
      tally.embeddings[made.cached ? "cached" : made.joined ? "joined" : "made"]++;
      usages.publish({ caller: caller.name, model: model.id, modality, ...made } satisfies Usage);
    },
  };

  // Looks at every model's timings: only for who asks, and once a request.
  let expected: ReturnType<typeof latencyExpectedOn> | undefined;
  return {
    caller,
    tally,
    points: () => meter.points.look(caller),
    spentUsd: () => meter.usd.spent(caller),
    signal,
    limits: {
      maxInputs: config.MAX_INPUTS,
      maxLabels: config.MAX_LABELS,
      maxTextChars: config.MAX_TEXT_CHARS,
      maxCost: config.MAX_COST,
      maxBodyBytes: config.MAX_BODY_BYTES,
      maxFiles: config.MAX_FILES,
      maxUploadBytes: config.MAX_UPLOAD_BYTES,
      maxAnswerBytes: config.MAX_ANSWER_BYTES,
      maxImageBytes: config.MAX_IMAGE_BYTES,
      maxImagePixels: config.MAX_IMAGE_PIXELS,
      maxVideoBytes: config.MAX_VIDEO_BYTES,
      timeoutMs: config.REQUEST_TIMEOUT_MS,
    },
    models,
    findModel: (id) => findModel(models, id),
    knownModel: reach.knownModel,
    availability: reach.availability,
    scoring: engine.scoring,
    latency: (model) => latency.of(model.id),
    expectedLatency: (model) => (expected ??= latencyExpectedOn(engine))(model),

    choose: (choice, task) => chooseModel(reach, choice, task),
    route: (input) => routeOn(reach, input),

    embedText: ({ model, route, language }, text, { dimensions, purpose }) =>
      engine.embed(
        model,
        { modality: "TEXT", text, ...(language !== undefined && { language }) },
        { dimensions, purpose, route, signal, latency, account },
      ),

    embedImage({ model, route }, image, { dimensions, purpose }) {
      const startedAt = performance.now();
      const options = { dimensions, purpose, route, signal, latency, account, startedAt };
      return slotsOf(model).execute(() =>
        withImage(image, ({ bytes, digest }) =>
          engine.embed(model, { modality: "IMAGE", bytes, digest }, options),
        ),
      );
    },

    embedLabels: (model, set) => engine.embedLabels(model, set, { signal, latency, account }),
    embedVideo: (request) => embedVideo(reach, request, { signal, latency, account, budget }),
    problem: (error) => problemOf(error, log),
  };
}
