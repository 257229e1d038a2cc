export interface Ahead {
  /** As many may be begun that have not ended, in order. */
  readonly most: number;
  /** So many bytes of them, and the next one. */
  readonly mostBytes: number;
}

/**
 * Begins work on each thing as it comes, and takes no more of them than it may while the first ones
 * have not ended.
 *
 * @returns what became of each, in order
 * @throws what getting a thing or working on it throws
 */
export async function workAhead<T extends { readonly bytes: Uint8Array }, R>(
  things: AsyncIterable<T>,
  work: (thing: T) => Promise<R>,
  { most, mostBytes }: Ahead,
): Promise<R[]> {
  const started: Promise<R>[] = [];
  const sizes: number[] = [];
  let ended = 0;
  let bytesAhead = 0;
  for await (const thing of things) {
    const pending = work(thing);
    // Reported where it is awaited, which may be later.
    pending.catch(() => {});
    started.push(pending);
    bytesAhead += sizes[sizes.push(thing.bytes.length) - 1]!;
    while (started.length - ended >= most || bytesAhead > mostBytes) {
      await started[ended];
      bytesAhead -= sizes[ended++]!;
    }
  }
  return Promise.all(started);
}
