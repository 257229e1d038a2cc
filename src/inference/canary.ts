import { findModel } from "../../models/find-model.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import { withDeadline } from "../../providers/resilience/deadline.ts";
import { checkAvailable } from "./choose-model.ts";
import type { Engine } from "./engine.ts";

/** One try of the default model, and until when its answer stands. */
interface Attempt {
  readonly result: Promise<void>;
  readonly startedAt: number;
  /** Infinite while it runs. */
  staleAt: number;
}

/**
 * Tells whether the default model answers: one input goes through it, past queue and cache. Anybody
 * may ask, and often, so there is one attempt at a time for all who ask, and its answer stands for
 * some seconds. A cloud model is not called, as each call costs: its availability decides.
 *
 * @returns rejects with the reason, a GatewayError where it is for the client
 */
export function createCanary(engine: Engine): () => Promise<void> {
  const model = findModel(engine.models, engine.config.DEFAULT_MODEL)!;
  let last: Attempt | undefined;

  function start(): Attempt {
    const result = attempt(engine, model);
    const started: Attempt = { result, startedAt: performance.now(), staleAt: Infinity };
    const keep = (ms: number) => () => void (started.staleAt = performance.now() + ms);
    result.then(keep(readyMs), keep(failedMs));
    return started;
  }

  return async () => {
    if (!last || performance.now() >= last.staleAt) {
      last = start();
    }
    const { result, startedAt } = last;
    // An attempt that hangs goes on: another one would only wait behind it.
    const left = Math.max(0, startedAt + patienceMs - performance.now());
    const tooLate = () =>
      new GatewayError("TIMEOUT", `${model.id} has not answered for ${patienceMs / 1000} seconds.`);
    await withDeadline(left, { tooLate }, () => result);
  };
}

const readyMs = 5000;
const failedMs = 1000;
const patienceMs = 5000;

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
