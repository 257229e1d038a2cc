import type { Row } from "../../providers/provider.ts";
import { createWeightedSemaphore } from "../../providers/resilience/weighted-semaphore.ts";
import { countLookUps } from "../../providers/tracing.ts";
import type { SharedStore } from "../replicas/store.ts";
import type { EmbeddingCache } from "./cache.ts";
import { seal, unseal } from "./stored-row.ts";

export interface StoreCacheOptions {
  readonly store: SharedStore;
  readonly ttlSeconds: number;
  /** A row's name in the store; undefined while it is not known what its vector is made with. */
  nameOf(key: string): string | undefined;
}

/** Of one command, or one pipeline of SETs: some hundred kilobytes. */
const mostAtOnce = 128;
/** Commands that read at once: an answer must not wait long behind others. */
const mostReads = 4;
/** Rows that wait to be written; more are not written. */
const maxWaitingBytes = 16 * 1024 * 1024;
/** Nobody waits for it. */
const writeTimeoutMs = 1000;

/**
 * In the store that replicas share. It never fails, and nobody waits for its writes: what cannot be
 * had is a miss. It holds vectors under hashes, no texts and no images.
 */
export function createStoreCache({ store, ttlSeconds, nameOf }: StoreCacheOptions): EmbeddingCache {
  const reads = createWeightedSemaphore(mostReads);
  let waiting: Named<Buffer>[] = [];
  let waitingBytes = 0;
  let writing = false;

  async function read(wanted: readonly Named<number>[], rows: (Row | undefined)[]): Promise<void> {
    const names = wanted.map(({ name }) => name);
    // The store has told its own log.
    const found = await store.use((client) => client.mGet(names)).catch(() => undefined);
    if (!found) {
      countLookUps("shared", { skipped: wanted.length });
      return;
    }
    const counts = { hit: 0, miss: 0, corrupt: 0 };
    for (const [i, { name, value: at }] of wanted.entries()) {
      const bytes = found[i];
      rows[at] = bytes ? unseal(name, bytes) : undefined;
      counts[rows[at] ? "hit" : bytes ? "corrupt" : "miss"]++;
    }
    countLookUps("shared", counts);
  }

  async function write(): Promise<void> {
    writing = true;
    // The next turn of the event loop: rows of one pass come one by one.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const some = waiting.slice(0, mostAtOnce);
      waiting = waiting.slice(mostAtOnce);
      await store
        .use(
          (client) =>
            Promise.all(
              some.map(({ name, value }) =>
                client.set(name, value, { expiration: { type: "EX", value: ttlSeconds } }),
              ),
            ),
          writeTimeoutMs,
        )
        .catch(() => {});
      waitingBytes -= some.reduce((sum, { value }) => sum + value.length, 0);
    }
    writing = false;
  }

  return {
    async getMany(keys) {
      const rows: (Row | undefined)[] = keys.map(() => undefined);
      const wanted = keys.flatMap((key, value) => {
        const name = nameOf(key);
        return name === undefined ? [] : { name, value };
      });
      countLookUps("shared", { skipped: keys.length - wanted.length });
      await Promise.all(
        parts(wanted, mostAtOnce).map((some) => reads.run(1, () => read(some, rows))),
      );
      return rows;
    },

    async setMany(entries) {
      for (const [key, row] of store.up ? entries : []) {
        const name = nameOf(key);
        const value = name === undefined ? undefined : seal(name, row);
        if (value && waitingBytes + value.length <= maxWaitingBytes) {
          waiting.push({ name: name!, value });
          waitingBytes += value.length;
        }
      }
      if (waiting.length > 0 && !writing) {
        void write();
      }
    },
  };
}

interface Named<T> {
  readonly name: string;
  readonly value: T;
}

function parts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
