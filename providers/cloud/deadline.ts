import { setMaxListeners } from "node:events";
import { GatewayError } from "../../models/errors.ts";
import { untilAborted } from "../until-aborted.ts";

/** Until when a call may take: everything below it waits, retries and converts within it. */
export interface Deadline {
  /** Aborts with a TIMEOUT error, or with the reason of whoever gave up. */
  readonly signal: AbortSignal;
  /** Milliseconds. */
  left(): number;
}

/**
 * Runs `work` and gives up on it after `ms`, or as soon as one of the signals aborts; the work
 * learns so by its own signal. Leaves no timer and no listener behind.
 *
 * @throws GatewayError TIMEOUT; the reason of the signal; whatever `work` throws
 */
export async function withDeadline<T>(
  ms: number,
  { who, signals }: { who: string; signals: readonly (AbortSignal | undefined)[] },
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  setMaxListeners(0, over.signal); // one an input and request, and all of them go
  const end = performance.now() + ms;
  const timer = setTimeout(() => over.abort(tooSlow(who, ms)), ms);
  const onAbort = () => over.abort(signals.find((signal) => signal?.aborted)?.reason);
  for (const signal of signals) {
    signal?.addEventListener("abort", onAbort);
  }
  if (signals.some((signal) => signal?.aborted)) {
    onAbort();
  }
  try {
    over.signal.throwIfAborted();
    const deadline = { signal: over.signal, left: () => end - performance.now() };
    return await untilAborted(work(deadline), over.signal);
  } finally {
    clearTimeout(timer);
    for (const signal of signals) {
      signal?.removeEventListener("abort", onAbort);
    }
  }
}

function tooSlow(who: string, ms: number): GatewayError {
  return new GatewayError("TIMEOUT", `${who} did not answer within ${ms} ms (REQUEST_TIMEOUT_MS).`);
}

/** Why calls end when their provider is closed. */
export const closed = new GatewayError("MODEL_UNAVAILABLE", "The server is shutting down.");
