import { estimateTokens } from "../../models/estimate-tokens.ts";
import type { Input, Model } from "../../models/model.ts";
import type { Provider } from "../../providers/provider.ts";
import { type Batcher, createBatcher } from "./batcher.ts";
import type { PassOptions } from "./embedder.ts";
import type { Queue } from "./queue.ts";

export interface Batchers {
  /** The one for inputs of this model and modality, and whatever else a pass has in common. */
  batcher(model: Model, modality: Input["modality"], options: PassOptions): Batcher;
  /** Inputs that wait for a pass, by model. */
  queued(): readonly (readonly [model: string, inputs: number])[];
}

/** Batchers are made when they are first needed. Those of one model share one queue. */
export function createBatchers(
  provider: (model: Model) => Provider,
  { queueLimit }: { readonly queueLimit: number },
): Batchers {
  const batchers = new Map<string, Batcher>();
  const queues = new Map<string, Queue>();

  return {
    batcher(model, modality, options) {
      const key = [model.id, modality, options.dimensions, options.purpose].join("\n");
      const batcher = batchers.get(key) ?? create(model, modality, options);
      batchers.set(key, batcher);
      return batcher;
    },
    queued: () => [...queues].map(([model, { waiting }]) => [model, waiting]),
  };

  function create(model: Model, modality: Input["modality"], options: PassOptions): Batcher {
    return createBatcher({
      provider: model.provider,
      dimensions: options.dimensions,
      modality,
      limits: () => provider(model).limits(model, modality),
      queue: queueOf(model),
      tokensOf: (input) => estimateTokens(input, model),
      run: (inputs, signal) => provider(model).embed(model, inputs, { ...options, signal }),
    });
  }

  function queueOf(model: Model): Queue {
    const queue = queues.get(model.id) ?? {
      model: model.id,
      limit: queueLimit,
      waiting: 0,
      msPerInput: 10,
    };
    queues.set(model.id, queue);
    return queue;
  }
}
