import { createClient, RESP_TYPES } from "@redis/client";
import type { Log } from "../../providers/provider.ts";

/**
 * A Valkey or Redis server that the replicas of a gateway share. It may go at any moment: whoever
 * uses it goes on without, and never waits for it.
 */
export interface SharedStore {
  /** Whether it answered last. While false, `use` rejects at once. */
  readonly up: boolean;
  /**
   * Sends commands; those of one `work` that are not awaited one by one leave together.
   *
   * @throws StoreDown at once while there is no connection, and after `timeoutMs`
   */
  use<T>(work: (client: RedisClient) => Promise<T>, timeoutMs?: number): Promise<T>;
  close(): Promise<void>;
}

/** Answers strings of bytes as Buffers. */
export type RedisClient = ReturnType<typeof connect>;

export class StoreDown extends Error {
  override readonly name = "StoreDown";
}

/** A local network answers in less than one. */
const usualTimeoutMs = 50;
/** After an answer that did not come: so long nobody asks. */
const restMs = 500;

/** Connects in the background, again and again. @param url redis:// or rediss:// */
export function openStore(url: string, log: Log): SharedStore {
  const client = connect(url);
  let restUntil = 0;
  let told: boolean | undefined;
  const tell = (up: boolean, err?: unknown) => {
    if (told !== up) {
      told = up;
      if (up) {
        log.info({}, "the shared store is there");
      } else {
        log.warn({ err }, "the shared store is gone; going on without it");
      }
    }
  };
  client.on("ready", () => {
    restUntil = 0;
    tell(true);
  });
  client.on("error", (err: unknown) => tell(false, err));
  client.connect().catch((err: unknown) => tell(false, err));
  const isUp = () => client.isReady && performance.now() >= restUntil;

  return {
    get up() {
      return isUp();
    },
    async use(work, timeoutMs = usualTimeoutMs) {
      if (!isUp()) {
        throw new StoreDown("the shared store is down");
      }
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          restUntil = performance.now() + restMs;
          reject(new StoreDown(`the shared store did not answer within ${timeoutMs} ms`));
        }, timeoutMs);
      });
      try {
        return await Promise.race([work(client), late]);
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      client.destroy();
    },
  };
}

function connect(url: string) {
  return createClient({
    url,
    // Else commands would wait for a connection that may not come.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: 2000,
      reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 2000),
    },
  }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
}
