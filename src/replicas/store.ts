import { createClient, ErrorReply, RESP_TYPES } from "@redis/client";
import { asError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import { type StoreCall, storeCalls } from "../../providers/tracing.ts";
import { createReasons } from "./reasons.ts";
import { within } from "./within.ts";

/**
 * A Valkey or Redis server that the replicas of a gateway share. It may go at any moment: whoever
 * uses it goes on without, and never waits for it.
 */
export interface SharedStore {
  /** Whether it answers. While false, `use` rejects at once. */
  readonly up: boolean;
  /**
   * Sends commands; those of one `work` that are not awaited one by one leave together. What was
   * sent may still happen after it was given up.
   *
   * @param timeoutMs instead of the store's own, where nobody waits for the answer
   * @throws StoreDown at once while it does not answer, and after `timeoutMs`; ErrorReply of what
   *   the server refuses (READONLY, OOM, MOVED, …)
   */
  use<T>(work: (client: RedisClient) => Promise<T>, timeoutMs?: number): Promise<T>;
  /** What is under way fails. */
  close(): Promise<void>;
}

/** Answers strings of bytes as Buffers. */
export type RedisClient = ReturnType<typeof connect>;

export class StoreDown extends Error {
  override readonly name = "StoreDown";
}

/** So often it is asked whether it still answers. */
const heartbeatMs = 1000;
/** After somebody waited in vain, nobody asks for so long; twice as long when it recurs. */
const restMs = { first: 250, longest: 8000 };

/**
 * Connects in the background, again and again. Only the first callers of a server that hangs wait
 * for it: from then on it is asked in the background until it answers in time.
 *
 * @param url redis:// or rediss://, as the settings check it; it is never logged
 * @param answerMs how long an answer is waited for; a local network's comes in less than one
 */
export function openStore(url: string, log: Log, answerMs = 50): SharedStore {
  const client = connect(url);
  const reasons = createReasons(log);
  let up = false;
  let closed = false;
  let upSince = 0;
  let restUntil = 0;
  let rest = restMs.first;
  let timer: NodeJS.Timeout | undefined;

  client.on("ready", () => void beat());
  client.on("error", (error: unknown) => {
    down(asError(error));
    clearTimeout(timer);
  });
  client.connect().catch((error: unknown) => {
    if (!closed) {
      down(asError(error));
    }
  });

  /** One at a time: when it has been answered, so has all that was sent before it. */
  async function beat(): Promise<void> {
    clearTimeout(timer);
    const ping = client.ping();
    try {
      await within(ping, answerMs, () => late(answerMs));
      const now = performance.now();
      if (closed) {
        return;
      }
      if (now < restUntil) {
        beatIn(restUntil - now);
        return;
      }
      if (!up) {
        up = true;
        upSince = now;
      } else if (now - upSince > restMs.longest) {
        rest = restMs.first;
      }
      reasons.recovered();
      beatIn(heartbeatMs);
    } catch (error) {
      down(asError(error));
      // Of a connection that has broken, `ready` tells when there is another.
      await ping.catch(() => {});
      beatIn(restMs.first);
    }
  }

  /** Somebody waited in vain: it may answer pings in time, and nothing else. */
  function restAwhile(): void {
    restUntil = performance.now() + rest;
    beatIn(rest);
    rest = Math.min(2 * rest, restMs.longest);
  }

  function beatIn(ms: number): void {
    clearTimeout(timer);
    if (client.isReady && !closed) {
      timer = setTimeout(() => void beat(), ms).unref();
    }
  }

  function down(reason: Error): void {
    up = false;
    if (!closed) {
      reasons.gone(reason);
    }
  }

  async function send<T>(
    work: (client: RedisClient) => Promise<T>,
    timeoutMs: number,
    trace: StoreCall,
  ): Promise<T> {
    if (!up) {
      trace.outcome = "skipped";
      throw new StoreDown("the shared store is down");
    }
    const startedAt = performance.now();
    try {
      const answer = await within(work(client), timeoutMs, () => late(timeoutMs));
      trace.outcome = "answered";
      return answer;
    } catch (error) {
      trace.outcome = "lost";
      if (error instanceof ErrorReply) {
        trace.outcome = "refused";
        reasons.refused(error);
      } else if (error instanceof StoreDown && up) {
        down(error);
        restAwhile();
      }
      throw error;
    } finally {
      trace.ms = performance.now() - startedAt;
    }
  }

  return {
    get up() {
      return up;
    },
    async use(work, timeoutMs = answerMs) {
      const trace: StoreCall = {};
      return storeCalls.tracePromise(() => send(work, timeoutMs, trace), trace);
    },
    async close() {
      closed = true;
      up = false;
      clearTimeout(timer);
      client.destroy();
    },
  };
}

const late = (ms: number) => new StoreDown(`the shared store did not answer within ${ms} ms`);

function connect(url: string) {
  return createClient({
    url,
    // Else commands would wait for a connection that may not come.
    disableOfflineQueue: true,
    // Ours are given up by `within`, which knows of a busy process.
    commandOptions: { timeout: 0 },
    socket: {
      connectTimeout: 2000,
      // Else a pipeline leaves in parts of 16 KB, each a turn of the event loop after the other.
      ...{ highWaterMark: 1024 * 1024 },
      // Longer than between two heartbeats. A connection that hangs ends, and with it what waits.
      socketTimeout: 5 * heartbeatMs,
      reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 2000),
    },
  }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
}
