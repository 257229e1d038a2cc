import {
  ConsecutiveBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  handleWhen,
  retry,
  type IBackoff,
  type IRetryBackoffContext,
} from "cockatiel";
import { GatewayError, type ErrorCode } from "../../models/errors.ts";
import type { Log } from "../provider.ts";
import { createBreaker } from "../resilience/breaker.ts";
import type { Deadline } from "../resilience/deadline.ts";
import type { Quota } from "./quota.ts";

/** Stands between a provider and its service. */
export interface Guard {
  /**
   * Waits for the quota, makes the request, and repeats it when that can help.
   *
   * @throws GatewayError what `explain` made of the last failure; MODEL_UNAVAILABLE without a
   *   request while the service is known to be down; OVERLOADED, TIMEOUT
   */
  run<T>(request: GuardedRequest<T>): Promise<T>;
  /** Why requests would fail now; undefined when they may work. */
  failing(): GatewayError | undefined;
}

export interface GuardedRequest<T> {
  readonly deadline: Deadline;
  readonly quota: Quota;
  readonly units: number;
  attempt(signal: AbortSignal): Promise<T>;
  explain(error: unknown): Explained;
}

/** A service's error in our words, and in its own: those are logged and go no further. */
export interface Explained {
  readonly error: GatewayError;
  readonly upstream: string;
}

/**
 * From the outside in: a circuit breaker that opens when five requests in a row failed in spite of
 * their retries, so that a cut connection with many requests on it does not open it; retries with
 * jitter that honour the service's own delay; the quota; the request.
 */
export function createGuard(service: string, log: Log): Guard {
  const breaker = createBreaker({
    breaker: new ConsecutiveBreaker(5),
    counts: isOutage,
    coolDownMs,
    message: `${service} keeps failing; trying again shortly.`,
    onOpen: () => log.warn({ service }, "too many failures in a row: no requests for a while"),
    onReset: () => log.info({ service }, "answers again"),
  });

  async function once<T>({ deadline, quota, units, attempt, explain }: GuardedRequest<T>) {
    await quota.take(units, deadline);
    try {
      return await attempt(deadline.signal);
    } catch (failure) {
      if (deadline.signal.aborted) {
        throw deadline.signal.reason;
      }
      const { error, upstream } =
        failure instanceof GatewayError
          ? { error: failure, upstream: String(failure.cause ?? "") }
          : explain(failure);
      log.warn({ service, code: error.code, upstream }, error.message);
      if (error.code === "OVERLOADED") {
        quota.pause(error.retryAfterMs ?? 1000);
      }
      throw error;
    }
  }

  return {
    failing: breaker.failing,
    run(request) {
      const withRetries = retry(
        handleWhen((error) => canRetry(error, request.deadline)),
        { maxAttempts: 2, backoff: new DelegateBackoff(nextDelay) },
      ).dangerouslyUnref();
      return breaker.execute(() => withRetries.execute(() => once(request)));
    },
  };
}

const coolDownMs = 15_000;
const backoff = new ExponentialBackoff({ initialDelay: 200, maxDelay: 5000 });

/** Says something about the service's health, unlike a refused input or a used up quota. */
const isOutage = (error: Error) => hasCode(error, ["PROVIDER_FAILED", "TIMEOUT"]);

function canRetry(error: unknown, { signal, left }: Deadline): boolean {
  if (signal.aborted || !(error instanceof GatewayError) || !error.retryable) {
    return false;
  }
  if (!hasCode(error, ["PROVIDER_FAILED", "TIMEOUT", "OVERLOADED"])) {
    return false;
  }
  return (error.retryAfterMs ?? 0) < left();
}

/** Never earlier than the service asked for, and not all at the same moment. */
function nextDelay({ result }: IRetryBackoffContext<unknown>, previous?: IBackoff<unknown>) {
  const state = previous?.next(undefined) ?? backoff.next();
  const asked =
    "error" in result && result.error instanceof GatewayError ? result.error.retryAfterMs : 0;
  return { delay: (asked ?? 0) + state.duration, state };
}

function hasCode(error: unknown, codes: readonly ErrorCode[]): boolean {
  return error instanceof GatewayError && codes.includes(error.code);
}
