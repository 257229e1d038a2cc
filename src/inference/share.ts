/** One piece of work that several callers wait for. */
export interface Shared<T> {
  /** The result; rejects as soon as this caller's signal aborts, whatever the others do. */
  wait(signal: AbortSignal): Promise<T>;
}

/**
 * Starts the work at once. Its signal aborts when the last of its callers has gone. `onEnd` is
 * called once, when the work ended or was abandoned: from then on nobody may join.
 */
export function share<T>(work: (signal: AbortSignal) => Promise<T>, onEnd: () => void): Shared<T> {
  const controller = new AbortController();
  let waiting = 0;
  let ended = false;
  const end = () => {
    if (!ended) {
      onEnd();
    }
    ended = true;
  };
  const result = work(controller.signal);
  result.then(end, end);

  return {
    wait(signal) {
      waiting++;
      return new Promise<T>((resolve, reject) => {
        const leave = () => {
          reject(signal.reason);
          if (--waiting > 0 || ended) {
            return;
          }
          end();
          controller.abort(signal.reason);
        };
        if (signal.aborted) {
          return leave();
        }
        signal.addEventListener("abort", leave, { once: true });
        result.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
      });
    },
  };
}
