import { setMaxListeners } from "node:events";
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
import type { Availability, Model } from "../../models/model.ts";
import type { ProviderContext } from "../provider.ts";
import { createBreaker } from "../resilience/breaker.ts";
import { withDeadline, type Deadline } from "../resilience/deadline.ts";
import { providerCalls, type ProviderCallTrace, type ServerAddress } from "../tracing.ts";
import { shuttingDown, type Explained } from "./errors.ts";
import type { Quota } from "./quota.ts";

/** A service behind the network, as its provider sees it: every request to it goes through here. */
export interface Service {
  /** Runs `work` until REQUEST_TIMEOUT_MS is over, the signal aborts, or the provider closes. */
  within<T>(signal: AbortSignal | undefined, work: (deadline: Deadline) => Promise<T>): Promise<T>;

  /**
   * Waits for the quota, sends the request, and repeats it when that can help.
   *
   * @throws GatewayError what `explain` made of the last failure; MODEL_UNAVAILABLE without a
   *   request while the service is known to be down; OVERLOADED, TIMEOUT
   */
  send<T>(request: ServiceRequest<T>): Promise<T>;

  /** Whether requests would fail now, by those before. */
  availability(): Availability;

  close(): void;
}

export interface ServiceRequest<T> {
  readonly model: Model;
  /** How many it embeds. */
  readonly inputs: number;
  /** What it takes from the quota, where that is not counted in inputs. */
  readonly units?: number;
  readonly quota: Quota;
  readonly deadline: Deadline;
  readonly server: ServerAddress;
  /** `headers` are to be sent with the request: they say which trace it belongs to. */
  attempt(signal: AbortSignal, headers: Readonly<Record<string, string>>): Promise<T>;
  explain(error: unknown): Explained;
}

/**
 * From the outside in: a circuit breaker that opens when five requests in a row failed in spite of
 * their retries, so that a cut connection with many requests on it does not open it; retries with
 * jitter that honour the service's own delay; the quota; the request.
 *
 * @param provider its name in the catalog
 * @param name the service's own name, for people
 */
export function createService(
  { provider, name }: { readonly provider: string; readonly name: string },
  { settings, log }: ProviderContext,
): Service {
  const breaker = createBreaker({
    breaker: new ConsecutiveBreaker(5),
    counts: isOutage,
    coolDownMs,
    message: `${name} keeps failing; trying again shortly.`,
    onOpen: () =>
      log.warn({ service: name }, "too many failures in a row: no requests for a while"),
    onReset: () => log.info({ service: name }, "answers again"),
  });
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one per call

  async function attempt<T>(request: ServiceRequest<T>, trace: ProviderCallTrace): Promise<T> {
    const { signal } = request.deadline;
    try {
      return await request.attempt(signal, trace.carrier);
    } catch (failure) {
      if (signal.aborted) {
        throw signal.reason;
      }
      const { error, upstream, refusal }: Explained =
        failure instanceof GatewayError
          ? { error: failure, upstream: String(failure.cause ?? "") }
          : request.explain(failure);
      Object.assign(trace, { refusal });
      log.warn({ service: name, code: error.code, upstream }, error.message);
      if (error.code === "OVERLOADED") {
        request.quota.pause(error.retryAfterMs!);
      }
      throw error;
    }
  }

  /** What a tracer sees of a failure is in our words: the service's may repeat keys and inputs. */
  async function attemptOnQuota<T>(request: ServiceRequest<T>): Promise<T> {
    const { model, quota, inputs, units = inputs, deadline, server } = request;
    await quota.take(units, deadline);
    const trace: ProviderCallTrace = { provider, model: model.id, inputs, server, carrier: {} };
    return providerCalls.tracePromise(() => attempt(request, trace), trace);
  }

  return {
    within(signal, work) {
      const ms = settings.REQUEST_TIMEOUT_MS;
      const message = `${name} did not answer within ${ms} ms (REQUEST_TIMEOUT_MS).`;
      const tooLate = () => new GatewayError("TIMEOUT", message);
      return withDeadline(ms, { signals: [signal, closing.signal], tooLate }, work);
    },

    send(request) {
      const withRetries = retry(
        handleWhen((error) => canRetry(error, request.deadline)),
        { maxAttempts: 2, backoff: new DelegateBackoff(nextDelay) },
      ).dangerouslyUnref();
      return breaker.execute(() => withRetries.execute(() => attemptOnQuota(request)));
    },

    availability() {
      const trouble = breaker.failing();
      return trouble ? { status: "FAILING", reason: trouble.message } : { status: "READY" };
    },

    close: () => closing.abort(shuttingDown()),
  };
}

/** The name by which services know a model: its id without the part before the slash. */
export const nameAtService = ({ id }: Model) => id.slice(id.indexOf("/") + 1);

export function addressOf(url: string): ServerAddress {
  const { hostname, port, protocol } = new URL(url);
  return { address: hostname, port: Number(port || (protocol === "https:" ? 443 : 80)) };
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
