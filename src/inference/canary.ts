import { findModel } from "../../models/find-model.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import { passes, type PassTrace } from "../../providers/tracing.ts";
import { on } from "../telemetry/listen.ts";
import { checkAvailable } from "./choose-model.ts";
import type { Engine } from "./engine.ts";

/** Tells whether the default model answers. */
export interface Canary {
  /** @throws the reason why it does not, a GatewayError where it is for the client */
  ready(): Promise<void>;
  /**
   * What is known, without waiting; undefined while nothing is. Where that has grown old, the next
   * attempt starts, of which the next look knows.
   */
  found(): boolean | undefined;
  close(): void;
}

interface Attempt {
  readonly startedAt: number;
  /** Never rejects. */
  readonly ended: Promise<void>;
}

/** How long a success stands; after half of it, who asks starts the next attempt. */
const freshMs = 5000;
const failedMs = 1000;
/** Who asks waits so long for an attempt that runs, where an earlier result can answer instead. */
const graceMs = 500;
/** Without any progress for so long, a model is not ready. */
const leastPatienceMs = 5000;

/**
 * Any pass of requests that made an embedding proves that the default model works. While there are
 * none, one input goes through it, past queue and cache. Anybody may ask, and often, so there is one
 * attempt at a time for all who ask. A cloud model is not called, as each call costs: its availability
 * decides.
 *
 * Under load an attempt waits behind the passes of others. It is not late while they end: only a model
 * that makes no progress is not ready. Passes are told apart by the model's id alone.
 */
export function createCanary(engine: Engine): Canary {
  const model = findModel(engine.models, engine.config.DEFAULT_MODEL)!;
  let provenAt = -Infinity;
  /** Of the last attempt, where nothing has worked since. */
  let failure: { readonly error: unknown; readonly at: number } | undefined;
  let running: Attempt | undefined;
  /** Of late, in milliseconds. */
  let slowestPass = 0;

  const succeed = () => {
    provenAt = performance.now();
    failure = undefined;
  };
  const stop = on<PassTrace>(passes.asyncEnd, (pass) => {
    const { computeMs, failed = 0, batchSize } = pass;
    if (pass.model === model.id && computeMs !== undefined && failed < batchSize) {
      slowestPass = Math.max(computeMs, 0.9 * slowestPass);
      succeed();
    }
  });

  function start(): Attempt {
    const startedAt = performance.now();
    const fail = (error: unknown) => {
      if (provenAt < startedAt) {
        failure = { error, at: performance.now() };
      }
    };
    const ended = attempt(engine, model)
      .then(succeed, fail)
      .finally(() => (running = undefined));
    return (running = { startedAt, ended });
  }

  const patienceMs = () => Math.max(leastPatienceMs, 3 * slowestPass);
  /** Of the attempt that runs, until it counts as hanging. */
  const leftMs = ({ startedAt }: Attempt) =>
    Math.max(startedAt, provenAt) + patienceMs() - performance.now();

  return {
    async ready() {
      const age = performance.now() - provenAt;
      if (!failure && age < freshMs) {
        if (age > freshMs / 2 && !running) {
          start();
        }
        return;
      }
      if (failure && performance.now() - failure.at < failedMs) {
        throw failure.error;
      }
      const current = running ?? start();
      const known = failure !== undefined || age < 2 * patienceMs();
      const left = Math.max(0, leftMs(current));
      await atMost(known ? Math.min(graceMs, left) : left, current.ended);
      if (failure) {
        throw failure.error;
      }
      // An attempt that hangs goes on: another one would only wait behind it.
      if (running && leftMs(running) <= 0) {
        const seconds = Math.round(patienceMs() / 1000);
        throw new GatewayError("TIMEOUT", `${model.id} has not answered for ${seconds} seconds.`);
      }
    },
    found() {
      const now = performance.now();
      const old = failure ? now - failure.at >= failedMs : now - provenAt >= freshMs;
      if (old && !running && (failure || provenAt > -Infinity)) {
        start();
      }
      if (failure || (running && leftMs(running) <= 0)) {
        return false;
      }
      return provenAt > -Infinity ? true : undefined;
    },
    close: stop,
  };
}

/** Ends with the work, which never rejects, or when the time is over. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

async function attempt(engine: Engine, model: Model): Promise<void> {
  checkAvailable(engine, model);
  if (model.hosting === "CLOUD") {
    return;
  }
  const { rows } = await engine.provider(model).embed(model, [inputFor(model)], {
    dimensions: model.dimensions,
    purpose: "QUERY",
    signal: AbortSignal.timeout(engine.config.REQUEST_TIMEOUT_MS),
  });
  if (rows[0] instanceof Error) {
    throw rows[0];
  }
}

function inputFor({ modalities }: Model): Input {
  return modalities.includes("TEXT")
    ? { modality: "TEXT", text: "ready?" }
    : { modality: "IMAGE", bytes: Buffer.from(onePixel, "base64") };
}

/** A PNG. */
const onePixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";
