import { GatewayRequestError } from "./errors.ts";

/** Nobody waits longer for one try: an error that asks for more is told at once. */
const longestWaitMs = 30_000;

/**
 * How long to wait before what failed is sent again: as long as the server asks, otherwise twice as
 * long each time. A part of it is left to chance, so that clients who failed together come back one
 * by one. Undefined when it is not worth it.
 *
 * @param tries how often it was sent again already
 */
export function waitBefore(error: unknown, tries: number, retries: number): number | undefined {
  if (!(error instanceof GatewayRequestError) || !error.retryable || tries >= retries) {
    return undefined;
  }
  const wait = error.retryAfterMs ?? 250 * 2 ** tries;
  return wait <= longestWaitMs ? wait * (1 + Math.random() / 2) : undefined;
}

/** @throws the signal's reason, as soon as it aborts */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  let stop = () => {};
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop = () => {
      clearTimeout(timer);
      resolve();
    };
    signal?.addEventListener("abort", stop);
  });
  signal?.removeEventListener("abort", stop);
  signal?.throwIfAborted();
}
