import { setMaxListeners } from "node:events";
import { untilAborted } from "./until-aborted.ts";

/** Until when a piece of work may take: everything below it waits, retries and converts within it. */
export interface Deadline {
  /** Aborts with `tooLate()` when the time is over, or with the reason of a parent signal. */
  readonly signal: AbortSignal;
  /** Milliseconds. */
  left(): number;
}

export interface DeadlineOptions {
  /** Whoever of these aborts ends the work before its time. */
  readonly signals?: readonly (AbortSignal | undefined)[];
  /** The error of work that took too long. */
  tooLate(): Error;
}

/**
 * Starts the clock; `end` leaves no timer and no listener behind. Written out, because Node 20 may
 * collect an `AbortSignal.any` of an `AbortSignal.timeout` before the time is over.
 */
export function startDeadline(
  ms: number,
  { signals = [], tooLate }: DeadlineOptions,
): Deadline & { end(): void } {
  const controller = new AbortController();
  // One listener per input and request, and all of them go.
  setMaxListeners(0, controller.signal);
  const endsAt = performance.now() + ms;
  const timer = setTimeout(() => controller.abort(tooLate()), ms);
  const onAbort = () => controller.abort(signals.find((signal) => signal?.aborted)?.reason);
  for (const signal of signals) {
    signal?.addEventListener("abort", onAbort);
  }
  if (signals.some((signal) => signal?.aborted)) {
    onAbort();
  }
  return {
    signal: controller.signal,
    left: () => endsAt - performance.now(),
    end: () => {
      clearTimeout(timer);
      for (const signal of signals) {
        signal?.removeEventListener("abort", onAbort);
      }
    },
  };
}

/**
 * Runs `work` and gives up on it after `ms`, or as soon as one of the signals aborts; the work
 * learns so by its own signal.
 *
 * @throws what `tooLate` makes; the reason of the signal; whatever `work` throws
 */
export async function withDeadline<T>(
  ms: number,
  options: DeadlineOptions,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = startDeadline(ms, options);
  const { signal } = deadline;
  try {
    signal.throwIfAborted();
    return await untilAborted(work(deadline), signal);
  } catch (error) {
    // What the work made of the abort matters less than why it was aborted.
    throw signal.aborted ? signal.reason : error;
  } finally {
    deadline.end();
  }
}
