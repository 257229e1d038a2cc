import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { GatewayRequestError, type Outcome } from "../../../../packages/client/src/requests.ts";
import type { Pace } from "../../../../src/commands/embed/pace.ts";
import type { Item, OutRow } from "../../../../src/commands/embed/rows.ts";
import { embedAll } from "../../../../src/commands/embed/run.ts";
import type { Settled } from "../../../../src/commands/embed/window.ts";

const limits = { maxInputs: 8, maxFiles: 8, maxBodyBytes: 1e6, maxUploadBytes: 1e6 };

/** As many requests at once and as large as asked for, and no waiting. */
function steadyPace(limit = 3, size = 4): Pace & { readonly refusals: unknown[] } {
  const refusals: unknown[] = [];
  const refused = (_sentAt: number, refusal: unknown) => void refusals.push(refusal);
  return { limit, size, holdUntil: -Infinity, answered() {}, refused, refusals };
}

function sinkOf(done = 0, fullAfter = Infinity) {
  const rows: OutRow[] = [];
  return {
    rows,
    get done() {
      return done + rows.length;
    },
    async write(block: readonly OutRow[]) {
      await Promise.resolve();
      if (fullAfter-- === 0) {
        throw new Error("the disk is full");
      }
      rows.push(...block);
    },
  };
}

const error = (code: string, facts: { retryable?: boolean; retryAfterMs?: number } = {}) =>
  new GatewayRequestError(`said ${code}`, { code, retryAfterMs: 0, ...facts });
const later = (code: string) => error(code, { retryable: true });

interface Run {
  readonly count: number;
  readonly done?: number;
  /** Blocks after which one cannot be written. */
  readonly fullAfter?: number;
  readonly pace?: Pace;
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  readonly mostPending?: number;
  readonly blockMs?: number;
  /** What becomes of a request; a thrown error fails it as a whole. */
  send(keys: readonly string[], signal: AbortSignal): Promise<readonly (Outcome | undefined)[]>;
}

function start({ count, done = 0, fullAfter, send, ...rest }: Run) {
  const sink = sinkOf(done, fullAfter);
  const failed: Settled[] = [];
  const ended: string[] = [];
  const promise = embedAll({
    items: {
      async *read(from) {
        for (let row = from; row < count; row++) {
          yield { key: String(row), source: { text: `text ${row}` } } satisfies Item;
        }
      },
    },
    sink,
    failures: {
      add: async (rows) => void failed.push(...rows.filter(({ result }) => result.error)),
    },
    sender: {
      weigh: async () => ({ json: 20 }),
      send: async (items, signal) => {
        const keys = items.map(({ key }) => key);
        const outcomes = await send(keys, signal);
        return keys.map((key, i) => outcomes[i] ?? vectorOf(key));
      },
    },
    pace: steadyPace(),
    limits,
    mostPending: 100,
    patienceMs: 60_000,
    firstRetryMs: 1,
    signal: new AbortController().signal,
    onRow: ({ key }) => void ended.push(key),
    onWait() {},
    ...rest,
  });
  return { promise, sink, failed, ended };
}

const vectorOf = (key: string) => ({ vector: Float32Array.of(Number(key)), truncated: false });
const keysUpTo = (count: number, from = 0) =>
  Array.from({ length: count - from }, (_, i) => String(from + i));

describe("a run", () => {
  it("loses and doubles no row and keeps their order, whatever the gateway does", async () => {
    const faults = fc.infiniteStream(
      fc.oneof(
        { weight: 6, arbitrary: fc.constant("fine") },
        fc.constantFrom("overloaded", "network", "one of them", "too large", "slow"),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.nat(10),
        fc.nat(5),
        faults,
        async (count, done, poison, f) => {
          const { promise, sink, failed, ended } = start({
            count: done + count,
            done,
            mostPending: 20,
            async send(keys) {
              const fault = f.next().value;
              if (fault === "network" || fault === "overloaded") {
                throw later(fault === "network" ? "NETWORK" : "OVERLOADED");
              }
              if (fault === "slow") {
                await new Promise(setImmediate);
              }
              if (fault === "too large" && keys.length > 1) {
                throw error("TOO_LARGE");
              }
              return keys.map((key, i) =>
                Number(key) % 7 === poison
                  ? error("IMAGE_UNREADABLE")
                  : fault === "one of them" && i === 0
                    ? later("OVERLOADED")
                    : undefined,
              );
            },
          });
          await promise;
          expect(sink.rows.map(({ key }) => key)).toEqual(keysUpTo(done + count, done));
          for (const { key, vector, error } of sink.rows) {
            const isPoison = Number(key) % 7 === poison;
            expect(error?.code).toBe(isPoison ? "IMAGE_UNREADABLE" : undefined);
            expect(vector?.[0]).toBe(isPoison ? undefined : Number(key));
          }
          expect(failed.map(({ row }) => row)).toEqual(
            sink.rows.filter(({ error }) => error).map(({ key }) => Number(key)),
          );
          expect(ended.toSorted()).toEqual(keysUpTo(done + count, done).toSorted());
        },
      ),
      { numRuns: 60 },
    );
  });

  it("holds no more items than it may while the first one takes long", async () => {
    let release = () => {};
    const first = new Promise<void>((resolve) => (release = resolve));
    let most = 0;
    const { promise, sink } = start({
      count: 200,
      mostPending: 20,
      async send(keys) {
        most = Math.max(most, ...keys.map(Number));
        await (keys.includes("0") ? first : undefined);
        return [];
      },
    });
    await vi.waitFor(() => expect(most).toBeGreaterThan(15));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(most).toBeLessThan(24);
    release();
    await promise;
    expect(sink.rows).toHaveLength(200);
  });

  it("tries an item that fails by itself five times, and goes on", async () => {
    const tries = new Map<string, number>();
    const { promise, sink } = start({
      count: 12,
      async send(keys) {
        keys.forEach((key) => tries.set(key, (tries.get(key) ?? 0) + 1));
        return keys.map((key) => (["3", "11"].includes(key) ? later("FETCH_FAILED") : undefined));
      },
    });
    await promise;
    expect(sink.rows.filter(({ error }) => error).map(({ key }) => key)).toEqual(["3", "11"]);
    expect([tries.get("3"), tries.get("11"), tries.get("4")]).toEqual([5, 5, 1]);
  });

  it("finds the one text that the gateway refuses a whole request for", async () => {
    const { promise, sink } = start({
      count: 20,
      async send(keys) {
        if (keys.includes("6")) {
          throw error("BAD_USER_INPUT");
        }
        return [];
      },
    });
    await promise;
    expect(sink.rows.filter(({ error }) => error).map(({ key }) => key)).toEqual(["6"]);
  });

  it("sends what took too long in company again, and tells the pace", async () => {
    const pace = steadyPace();
    let calls = 0;
    const { promise, sink } = start({
      count: 4,
      pace,
      send: async (keys) => (calls++ === 0 ? keys.map(() => later("TIMEOUT")) : []),
    });
    await promise;
    expect(sink.rows.every(({ vector }) => vector)).toBe(true);
    expect(pace.refusals).toEqual([{ retryAfterMs: 0, timedOut: true }]);
  });

  it("fails no item while nothing at all is answered, and ends when its patience does", async () => {
    const { promise, sink } = start({
      count: 40,
      patienceMs: 150,
      async send() {
        await new Promise((resolve) => setTimeout(resolve, 5));
        throw later("NETWORK");
      },
    });
    await expect(promise).rejects.toThrow(/said NETWORK .*--patience/);
    expect(sink.rows).toEqual([]);
  });

  it("gets past the last items also when it begins with them and all of them fail", async () => {
    const { promise, sink } = start({
      count: 12,
      done: 10,
      patienceMs: 30,
      async send(keys) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return keys.map(() => later("FETCH_FAILED"));
      },
    });
    await promise;
    expect(sink.rows.map(({ error }) => error?.code)).toEqual(["FETCH_FAILED", "FETCH_FAILED"]);
  });

  it("ends at once when the gateway asks for a longer wait than the patience", async () => {
    const { promise } = start({
      count: 4,
      send: async () => {
        throw error("RATE_LIMITED", { retryable: true, retryAfterMs: 3_600_000 });
      },
    });
    await expect(promise).rejects.toThrow("asks to wait 60 min more; --patience is 1 min");
  });

  it("ends at once when the caller may not use the model, and writes what is done", async () => {
    const { promise, sink } = start({
      count: 100,
      pace: steadyPace(1),
      async send(keys) {
        if (keys.includes("40")) {
          throw error("FORBIDDEN");
        }
        return [];
      },
    });
    await expect(promise).rejects.toThrow("said FORBIDDEN");
    expect(sink.rows.map(({ key }) => key)).toEqual(keysUpTo(40));
  });

  it("refused for good still takes the answers that are under way: they are paid for", async () => {
    const { promise, sink } = start({
      count: 100,
      pace: steadyPace(2),
      async send(keys, signal) {
        if (keys.includes("4")) {
          throw error("RATE_LIMITED");
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
        signal.throwIfAborted();
        return [];
      },
    });
    await expect(promise).rejects.toThrow("said RATE_LIMITED");
    expect(sink.rows.map(({ key }) => key)).toEqual(keysUpTo(4));
  });

  it("writes nothing behind a block that could not be written", async () => {
    const run = { count: 4000, fullAfter: 1, mostPending: 2000, send: async () => [] };
    const { promise, sink } = start(run);
    await expect(promise).rejects.toThrow("the disk is full");
    expect(sink.rows.map(({ key }) => key)).toEqual(keysUpTo(1024));
  });

  it("writes a few rows that were answered one by one before a whole block is there", async () => {
    let early = 0;
    const { promise, sink } = start({
      count: 40,
      blockMs: 25,
      pace: steadyPace(1, 1),
      async send() {
        early = sink.rows.length;
        await new Promise((resolve) => setTimeout(resolve, 4));
        return [];
      },
    });
    await promise;
    expect(early).toBeGreaterThan(0);
  });

  it("stopped by a person writes what is done, and throws the reason", async () => {
    const stop = new AbortController();
    const { promise, sink } = start({
      count: 100,
      pace: steadyPace(1),
      signal: stop.signal,
      async send(keys) {
        if (keys.includes("8")) {
          stop.abort(new Error("Ctrl-C"));
          await new Promise(setImmediate);
          throw new Error("aborted");
        }
        return [];
      },
    });
    await expect(promise).rejects.toThrow("Ctrl-C");
    expect(sink.rows.map(({ key }) => key)).toEqual(keysUpTo(8));
  });
});
