import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  handleWhen,
  type IBreaker,
} from "cockatiel";
import { GatewayError } from "../../models/errors.ts";

export interface BreakerOptions {
  /** When it opens: a strategy of cockatiel's, over the failures that count. */
  readonly breaker: IBreaker;
  counts(error: Error): boolean;
  /** For so long nothing is tried after it has opened. */
  readonly coolDownMs: number;
  /** Said to callers while it is open. */
  readonly message: string;
  onOpen?(): void;
  onReset?(): void;
}

/** A circuit breaker that tells why it is open to those who only ask. */
export interface Breaker {
  /** @throws GatewayError MODEL_UNAVAILABLE while it is open; whatever `work` throws */
  execute<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Why calls would fail now; undefined when they may work. That is asked without trying: cockatiel's
   * own state stays open until somebody tries, and who is told FAILING does not.
   */
  failing(): GatewayError | undefined;
}

/**
 * Opens after too many failures. A MODEL_UNAVAILABLE from the work itself, such as a refused key,
 * is remembered at once as well, but does not stop others from trying.
 */
export function createBreaker(options: BreakerOptions): Breaker {
  const { counts, coolDownMs, message } = options;
  const circuit = circuitBreaker(handleWhen(counts), {
    halfOpenAfter: coolDownMs,
    breaker: options.breaker,
  });
  let trouble: { readonly error: GatewayError; readonly until: number } | undefined;
  const remember = (error: GatewayError) => {
    trouble = { error, until: Date.now() + coolDownMs };
  };
  const open = () =>
    new GatewayError("MODEL_UNAVAILABLE", message, {
      retryAfterMs: Math.max(0, (trouble?.until ?? Date.now()) - Date.now()),
    });
  circuit.onBreak((reason) => {
    const last = "error" in reason ? reason.error : undefined;
    remember(last instanceof GatewayError ? last : open());
    options.onOpen?.();
  });
  circuit.onReset(() => options.onReset?.());

  return {
    async execute(work) {
      try {
        const result = await circuit.execute(work);
        if (circuit.state !== CircuitState.Open) {
          trouble = undefined;
        }
        return result;
      } catch (error) {
        if (error instanceof BrokenCircuitError) {
          throw open();
        }
        if (error instanceof GatewayError && error.code === "MODEL_UNAVAILABLE") {
          remember(error);
        }
        throw error;
      }
    },
    failing: () => (trouble && Date.now() < trouble.until ? trouble.error : undefined),
  };
}
