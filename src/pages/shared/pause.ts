/** @throws the signal's reason, as soon as it aborts */
export function pause(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const end = () => reject(signal?.reason);
    signal?.addEventListener("abort", end, { once: true });
    setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, ms);
  });
}
