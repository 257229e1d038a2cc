import { CountBreaker } from "cockatiel";
import { GatewayError } from "../../../models/errors.ts";
import type { Pass } from "../../provider.ts";
import { createBreaker } from "../../resilience/breaker.ts";
import { providerCalls, type ProviderCallTrace } from "../../tracing.ts";
import type { WorkerInputs } from "../worker/protocol.ts";
import { type ModelProcess, ProcessDied } from "./process.ts";

/** After this many milliseconds one more call may show whether a failing model is well again. */
const coolDownMs = 30_000;

export interface Supervised {
  /** `model` is what the caller calls it: several records may share a process. */
  embed(model: { readonly id: string }, inputs: WorkerInputs): Promise<Required<Pass>>;
  /** Why it is left alone for a while: it died too often, or its files cannot be loaded. */
  readonly failing: string | undefined;
  /** Of its process, as it said last; 0 without one. */
  readonly residentBytes: number;
  /** Ends the process until the next input. */
  unload(): void;
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  onDeath(how: string): void;
  /** Its files cannot be loaded. */
  onRefusal(error: Error): void;
  /** Whether a refusal is of a service that the process asks: the process itself is well. */
  isElsewhere(error: GatewayError, inputs: WorkerInputs): boolean;
}

/**
 * Keeps one process of a model: started for its first input, replaced when it dies. When most of
 * the last calls ended with its death, calls are refused for a while instead.
 */
export function supervise(start: () => ModelProcess, options: SuperviseOptions): Supervised {
  const { onDeath, onRefusal, isElsewhere } = options;
  // One death counts once, however many passes it took along: they share its error.
  const counted = new WeakSet<Error>();
  const isNew = (error: Error) => !counted.has(error) && Boolean(counted.add(error));
  const breaker = createBreaker({
    breaker: new CountBreaker({ threshold: 0.5, size: 10, minimumNumberOfCalls: 5 }),
    counts: (error) => error instanceof ProcessDied && isNew(error),
    coolDownMs,
    message: "The model's process keeps dying.",
  });
  let running: ModelProcess | undefined;
  let stopping = false;
  const unloaded = new WeakSet<ModelProcess>();

  function current(): ModelProcess {
    if (running) {
      return running;
    }
    const started = start();
    started.exited.then((how) => {
      if (running === started) {
        running = undefined;
      }
      if (!stopping && !unloaded.has(started)) {
        onDeath(how);
      }
    });
    return (running = started);
  }

  async function run(model: { readonly id: string }, inputs: WorkerInputs) {
    const call: ProviderCallTrace = {
      provider: "onnx",
      model: model.id,
      inputs: inputs.values.length,
      carrier: {},
    };
    try {
      return await providerCalls.tracePromise(async () => {
        const { spans, ...pass } = await current().embed(inputs, call.carrier["traceparent"]);
        Object.assign(call, { spans });
        return pass;
      }, call);
    } catch (error) {
      if (error instanceof GatewayError && error.code === "MODEL_UNAVAILABLE") {
        if (isElsewhere(error, inputs)) {
          return { elsewhere: error };
        }
        onRefusal(error);
      }
      throw error;
    }
  }

  return {
    async embed(model, inputs) {
      // Whoever retries now would start a process that nobody ends.
      if (stopping) {
        throw new GatewayError("MODEL_UNAVAILABLE", "The server is shutting down.");
      }
      const pass = await breaker.execute(() => run(model, inputs));
      if ("elsewhere" in pass) {
        throw pass.elsewhere;
      }
      return pass;
    },
    get failing() {
      return breaker.failing()?.message;
    },
    get residentBytes() {
      return running?.residentBytes ?? 0;
    },
    unload() {
      if (!running) {
        return;
      }
      unloaded.add(running);
      running.kill();
      running = undefined;
    },
    async stop() {
      stopping = true;
      const stopped = running;
      stopped?.kill();
      await stopped?.exited;
    },
  };
}
