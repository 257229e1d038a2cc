import { AsyncResource } from "node:async_hooks";

/** How long the work of requests may hold the event loop, in milliseconds. */
const sliceMs = 5;

/** Steps of all requests, in the order they came. */
const steps = new Set<() => void>();
let running = false;
/** When the slice of this turn of the event loop is over; undefined before its first step. */
let endsAt: number | undefined;

/**
 * Runs a step of long work when its turn comes. Steps run one after the other in slices of time;
 * between two slices everybody else has a turn: other requests, and the deadline of this one.
 *
 * @throws what `work` throws; the signal's reason
 */
export function inTurn<R>(signal: AbortSignal, work: () => R | Promise<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    const step = () => {
      try {
        signal.throwIfAborted();
        resolve(work());
      } catch (error) {
        reject(error);
      }
    };
    // Bound: it may run when another request's turn has begun, but in its own context.
    steps.add(AsyncResource.bind(step));
    if (!running) {
      void run();
    }
  });
}

/** The results of `work` in the order of the items, each made in its turn. @throws as inTurn */
export function mapInTurn<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => R | Promise<R>,
): Promise<R[]> {
  return Promise.all(items.map((item) => inTurn(signal, () => work(item))));
}

async function run(): Promise<void> {
  running = true;
  // A set shows what is added to it while it is walked.
  for (const step of steps) {
    steps.delete(step);
    while (isSliceOver()) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    step();
    // What goes on with the step's result does so before the clock is looked at.
    await undefined;
  }
  running = false;
}

function isSliceOver(): boolean {
  if (endsAt === undefined) {
    endsAt = performance.now() + sliceMs;
    setImmediate(() => (endsAt = undefined));
  }
  return performance.now() >= endsAt;
}
