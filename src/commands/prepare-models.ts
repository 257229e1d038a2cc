import { GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import { createWeights } from "../../providers/onnx/index.ts";
import type { Engine } from "../inference/engine.ts";
import { messageOf, type Terminal, terminalLog } from "./command.ts";
import { pullWeights } from "./pull-weights.ts";
import { canaryImage, canaryText } from "./try-towers.ts";

/**
 * Downloads what is missing and loads the models, so that their latencies are those of a warm
 * server. In the engine that comes back, what could not be had answers with the reason.
 */
export async function prepareModels(
  models: readonly Model[],
  engine: Engine,
  terminal: Terminal,
): Promise<Engine> {
  const { err, signal } = terminal;
  const weights = createWeights(engine.config, terminalLog(terminal));
  const failures = new Map<string, GatewayError>();
  try {
    for (const model of models) {
      signal.throwIfAborted();
      try {
        await pullWeights(model, weights, terminal);
        // Cloud models are warm, and each call costs.
        if (model.hosting === "LOCAL" && engine.availability(model).status === "READY") {
          await warmUp(model, engine, terminal);
        }
      } catch (error) {
        if (signal.aborted) {
          throw error;
        }
        // Files that are all here may do, say without the scale that only the hub knows.
        if (engine.availability(model).status === "READY") {
          err.write(`${model.id}: ${messageOf(error)}\n`);
        } else {
          failures.set(model.id, toGatewayError(error));
        }
      }
    }
  } finally {
    await weights.close();
  }
  return withFailures(engine, failures);
}

async function warmUp(model: Model, engine: Engine, { err, signal }: Terminal): Promise<void> {
  err.write(`Loading ${model.id}\n`);
  const options = { dimensions: model.dimensions, purpose: "QUERY", signal } as const;
  const inputs: Input[] = [
    { modality: "TEXT", text: canaryText },
    { modality: "IMAGE", bytes: await canaryImage() },
  ];
  for (const input of inputs) {
    if (model.modalities.includes(input.modality)) {
      await engine.provider(model).embed(model, [input], options);
    }
  }
}

/** Asked for a model that failed, its provider says why instead of pulling it once more. */
function withFailures(engine: Engine, failures: ReadonlyMap<string, GatewayError>): Engine {
  return {
    ...engine,
    provider(model) {
      const provider = engine.provider(model);
      const failure = failures.get(model.id);
      if (!failure) {
        return provider;
      }
      const prepare = () => {
        throw failure;
      };
      return { ...provider, prepare };
    },
  };
}

/** Of anything else a client would hear no more than that it was unexpected. */
function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) {
    return error;
  }
  return new GatewayError("MODEL_UNAVAILABLE", messageOf(error), { cause: error });
}
