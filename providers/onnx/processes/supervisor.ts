import {
  CircuitState,
  circuitBreaker,
  CountBreaker,
  handleWhen,
  BrokenCircuitError,
} from "cockatiel";
import { GatewayError } from "../../../models/errors.ts";
import type { HostInputs } from "../worker/protocol.ts";
import { type ModelProcess, ProcessDied } from "./process.ts";

/** After this many milliseconds one more call may show whether a failing model is well again. */
const cooldownMs = 30_000;
const keepsDying = "The model's process keeps dying.";

export interface Supervised {
  embed(inputs: HostInputs): ReturnType<ModelProcess["embed"]>;
  /** Why it is left alone for a while: it died too often, or its files cannot be loaded. */
  readonly failing: string | undefined;
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
export function supervise(
  start: () => ModelProcess,
  { onDeath, onRefusal }: { onDeath(how: string): void; onRefusal(error: Error): void },
): Supervised {
  // One death counts once, however many passes it took along: they share its error.
  const counted = new WeakSet<Error>();
  const isNew = (error: Error) => !counted.has(error) && Boolean(counted.add(error));
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof ProcessDied && isNew(error)),
    {
      halfOpenAfter: cooldownMs,
      breaker: new CountBreaker({ threshold: 0.5, size: 10, minimumNumberOfCalls: 5 }),
    },
  );
  // The breaker stays open until somebody tries; who sees that the model is failing does not.
  let trouble: { readonly reason: string; readonly until: number } | undefined;
  const remember = (reason: string) => (trouble = { reason, until: Date.now() + cooldownMs });
  breaker.onBreak(() => remember(keepsDying));
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

  return {
    async embed(inputs) {
      // Whoever retries now would start a process that nobody ends.
      if (stopping) {
        throw new GatewayError("MODEL_UNAVAILABLE", "The server is shutting down.");
      }
      try {
        const answer = await breaker.execute(() => current().embed(inputs));
        if (breaker.state !== CircuitState.Open) {
          trouble = undefined;
        }
        return answer;
      } catch (error) {
        if (error instanceof BrokenCircuitError) {
          throw new GatewayError("MODEL_UNAVAILABLE", keepsDying, { retryAfterMs: cooldownMs });
        }
        if (error instanceof GatewayError && error.code === "MODEL_UNAVAILABLE") {
          remember(error.message);
          onRefusal(error);
        }
        throw error;
      }
    },
    get failing() {
      return trouble && Date.now() < trouble.until ? trouble.reason : undefined;
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
