import {
  CircuitState,
  circuitBreaker,
  CountBreaker,
  handleWhen,
  BrokenCircuitError,
} from "cockatiel";
import { GatewayError } from "../../models/errors.ts";
import type { HostInputs } from "./host/protocol.ts";
import { isModelFailure, type ModelProcess } from "./process.ts";

/** After this many milliseconds one more call may show whether a failing model is well again. */
const cooldownMs = 30_000;

export interface Supervised {
  embed(inputs: HostInputs): ReturnType<ModelProcess["embed"]>;
  /** It died so often that it is left alone for a while. */
  readonly failing: boolean;
  /** Of its process, as it said last; 0 without one. */
  readonly residentBytes: number;
  /** Ends the process until the next input. */
  unload(): void;
  stop(): Promise<void>;
}

/**
 * Keeps one process of a model: started for its first input, replaced when it dies. When most of
 * the last calls ended with its death, calls are refused for a while instead.
 */
export function supervise(start: () => ModelProcess, onDeath: (how: string) => void): Supervised {
  // One death counts once, however many passes it took along: they share its error.
  const counted = new WeakSet<Error>();
  const isNew = (error: Error) => !counted.has(error) && Boolean(counted.add(error));
  const breaker = circuitBreaker(
    handleWhen((error) => isModelFailure(error) && isNew(error)),
    {
      halfOpenAfter: cooldownMs,
      breaker: new CountBreaker({ threshold: 0.5, size: 10, minimumNumberOfCalls: 5 }),
    },
  );
  let running: ModelProcess | undefined;
  let stopping = false;
  const unloaded = new WeakSet<ModelProcess>();

  function current(): ModelProcess {
    if (running) return running;
    const started = start();
    started.exited.then((how) => {
      if (running === started) running = undefined;
      if (!stopping && !unloaded.has(started)) onDeath(how);
    });
    return (running = started);
  }

  return {
    async embed(inputs) {
      // Whoever retries now would start a process that nobody ends.
      if (stopping) throw new GatewayError("MODEL_UNAVAILABLE", "The server is shutting down.");
      try {
        return await breaker.execute(() => current().embed(inputs));
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        throw new GatewayError("MODEL_UNAVAILABLE", "The model's process keeps dying.", {
          retryAfterMs: cooldownMs,
        });
      }
    },
    get failing() {
      return breaker.state === CircuitState.Open;
    },
    get residentBytes() {
      return running?.residentBytes ?? 0;
    },
    unload() {
      if (!running) return;
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
