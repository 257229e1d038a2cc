import { untilAborted } from "./until-aborted.ts";

/** Work that many may wait for at once; `Progress` is what it tells them on its way. */
interface Flight<T, Progress> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  readonly listeners: Set<(progress: Progress) => void>;
  waiters: number;
  last?: Progress;
}

type Start<T, Progress> = (signal: AbortSignal, report: (progress: Progress) => void) => Promise<T>;

export interface JoinOptions<Progress> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface SingleFlightOptions {
  /**
   * What becomes of work whose last caller has gone: it is aborted (`abort`), it is aborted and
   * that caller waits until it has cleaned up its locks and files (`clean up`), or it goes on for
   * whoever asks next (`go on`).
   */
  readonly whenAbandoned?: "abort" | "clean up" | "go on";
}

/** One run per key, however many ask for it. A caller whose signal aborts leaves at once. */
export function createSingleFlight<T, Progress = never, Key = string>({
  whenAbandoned = "abort",
}: SingleFlightOptions = {}) {
  const flights = new Map<Key, Flight<T, Progress>>();
  const running = new Set<Promise<T>>();

  return {
    async join(
      key: Key,
      start: Start<T, Progress>,
      { signal, onProgress }: JoinOptions<Progress> = {},
    ): Promise<T> {
      signal?.throwIfAborted();
      const flight = flights.get(key) ?? take(key, start);
      flight.waiters++;
      // A function of this caller's own: the same listener may be given twice.
      const listener = (progress: Progress) => onProgress?.(progress);
      flight.listeners.add(listener);
      if (flight.last !== undefined) {
        listener(flight.last);
      }
      try {
        return await untilAborted(flight.result, signal);
      } finally {
        flight.listeners.delete(listener);
        if (--flight.waiters === 0 && signal?.aborted && whenAbandoned !== "go on") {
          leave(key, flight, signal.reason);
          if (whenAbandoned === "clean up") {
            await flight.result.catch(() => {});
          }
        }
      }
    },

    /** What the run of this key told last; undefined when there is none. */
    progress: (key: Key): Progress | undefined => flights.get(key)?.last,
    has: (key: Key): boolean => flights.has(key),
    /** Runs that others may still join. */
    get size(): number {
      return flights.size;
    },

    /** Aborts every run and waits until the last has cleaned up. */
    async close(reason: unknown): Promise<void> {
      for (const [key, flight] of flights) {
        leave(key, flight, reason);
      }
      await Promise.allSettled(running);
    },
  };

  function take(key: Key, start: Start<T, Progress>): Flight<T, Progress> {
    const abort = new AbortController();
    const listeners = new Set<(progress: Progress) => void>();
    const report = (progress: Progress) => {
      flight.last = progress;
      for (const listener of listeners) {
        listener(progress);
      }
    };
    // Started a tick later: what it reports at once finds its flight.
    const result = Promise.resolve().then(() => start(abort.signal, report));
    const flight: Flight<T, Progress> = { result, abort, listeners, waiters: 0 };
    flights.set(key, flight);
    running.add(result);
    const ended = () => {
      forget(key, flight);
      running.delete(result);
    };
    result.then(ended, ended);
    return flight;
  }

  /** Forgotten before it has ended: who asks now must not join what is being aborted. */
  function leave(key: Key, flight: Flight<T, Progress>, reason: unknown): void {
    forget(key, flight);
    flight.abort.abort(reason);
  }

  function forget(key: Key, flight: Flight<T, Progress>): void {
    if (flights.get(key) === flight) {
      flights.delete(key);
    }
  }
}
