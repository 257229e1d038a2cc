import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type Counter, createCounter } from "../../../src/access/counter.ts";
import { createExchange, type Exchange } from "../../../src/replicas/counts.ts";
import type { SharedStore } from "../../../src/replicas/store.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../servers/redis.ts";
import { until } from "../../support/processes.ts";
import { storesForTest } from "../../support/store.ts";

const hour = (limit: number) => ({ limit, seconds: 3600 });

/** A counter of each replica, of a name of its own. */
function countersOf(
  stores: readonly SharedStore[],
  around: (exchange: Exchange) => Exchange = (exchange) => exchange,
): Counter[] {
  const name = randomUUID();
  return stores.map((store, i) =>
    createCounter({
      exchange: around(createExchange(store, `replica ${i}`, name)),
      replicas: () => stores.length,
    }),
  );
}

/** Operations: what is taken, and which part of it remains. */
const operations = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 10 }), fc.double({ min: 0, max: 1, noNaN: true })),
  { minLength: 2, maxLength: 20 },
);

/** Lets operations run on all replicas at once. @returns what they hold in the end */
async function runAll(
  counters: readonly Counter[],
  scheduler: fc.Scheduler,
  { limit, costs }: { limit: number; costs: readonly (readonly [number, number])[] },
  check: (held: number) => void = () => {},
): Promise<number> {
  let held = 0;
  const run = async ([cost, part]: readonly [number, number], i: number) => {
    const taken = await counters[i % counters.length]!.take("web", cost, hour(limit));
    if (taken.settle) {
      check((held += cost));
      await scheduler.schedule(Promise.resolve());
      const kept = Math.floor(cost * part);
      held -= cost - kept;
      await taken.settle(kept);
    }
  };
  await scheduler.waitFor(Promise.all(costs.map(run)));
  return held;
}

describeWithRedis("a limit that replicas count together", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it("is never passed, and all of it can be used, however their questions interleave", async () => {
    const stores = await storesForTest(redis, 3);
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 30 }),
        operations,
        async (scheduler, limit, costs) => {
          const inAnyOrder =
            (exchange: Exchange): Exchange =>
            async (...question) => {
              await scheduler.schedule(Promise.resolve());
              const answer = await exchange(...question);
              await scheduler.schedule(Promise.resolve());
              return answer;
            };
          const counters = countersOf(stores, inAnyOrder);
          const held = await runAll(counters, scheduler, { limit, costs }, (now) =>
            expect(now).toBeLessThanOrEqual(limit),
          );
          const rest = counters.map((each) => each.take("web", limit - held, hour(limit)));
          const answers = await scheduler.waitFor(Promise.all(rest));
          expect(answers.filter(({ settle }) => settle)).toHaveLength(held < limit ? 1 : 3);
          expect(answers.map(({ left }) => left)).toEqual([0, 0, 0]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is known to all again after any of their questions and answers were lost", async () => {
    const stores = await storesForTest(redis, 3);
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.infiniteStream(fc.constantFrom("arrives", "question lost", "answer lost")),
        fc.integer({ min: 1, max: 30 }),
        operations,
        async (scheduler, fates, limit, costs) => {
          let calm = false;
          const losing =
            (exchange: Exchange): Exchange =>
            async (...question) => {
              const fate = calm ? "arrives" : fates.next().value;
              await scheduler.schedule(Promise.resolve());
              const answer = fate === "question lost" ? undefined : await exchange(...question);
              if (!answer || fate === "answer lost") {
                throw new Error(fate);
              }
              return answer;
            };
          const counters = countersOf(stores, losing);
          const held = await runAll(counters, scheduler, { limit, costs });
          calm = true;
          for (let i = 0; i < 2; i++) {
            for (const counter of counters) {
              const { used } = await scheduler.waitFor(counter.look("web", hour(limit)));
              if (i === 1) {
                expect(used).toBe(held);
              }
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is divided while the store hangs, at once, and known to all when it goes on", async () => {
    const stores = await storesForTest(redis, 2);
    const [a, b] = countersOf(stores) as [Counter, Counter];
    const takeMany = (counter: Counter) =>
      Promise.all(Array.from({ length: 20 }, () => counter.take("web", 1, hour(20))));
    const given = (all: Awaited<ReturnType<typeof takeMany>>) =>
      all.filter(({ settle }) => settle).length;
    await a.take("web", 4, hour(20));
    onTestFinished(() => redis.thaw());
    redis.freeze();
    expect(given(await takeMany(a))).toBe(6);
    expect(given(await takeMany(b))).toBe(10);
    expect(await b.look("web", hour(20))).toMatchObject({ left: 0 });
    redis.thaw();
    await until(() => stores.every(({ up }) => up));
    await a.look("web", hour(20));
    expect(await b.look("web", hour(20))).toMatchObject({ used: 20, left: 0 });
    expect(await a.look("web", hour(25))).toMatchObject({ used: 20, left: 5 });
  });

  it("is not forgotten when the store was killed and comes back empty", async () => {
    const stores = await storesForTest(redis, 2);
    const [a, b] = countersOf(stores) as [Counter, Counter];
    const first = await a.take("web", 3, hour(20));
    await b.take("web", 4, hour(20));
    await redis.kill();
    await until(() => stores.every(({ up }) => !up));
    await first.settle!(2);
    expect((await a.take("web", 9, hour(20))).settle).toBeUndefined();
    expect((await a.take("web", 8, hour(20))).settle).toBeDefined();
    await redis.restart();
    await until(() => stores.every(({ up }) => up));
    const { resetAt } = await a.look("web", hour(20));
    expect(Math.abs(resetAt - first.resetAt)).toBeLessThan(1000);
    expect(await b.look("web", hour(20))).toMatchObject({ used: 14, left: 6 });
    expect((await a.take("web", 7, hour(20))).settle).toBeUndefined();
    expect((await a.take("web", 6, hour(20))).settle).toBeDefined();
  });

  it("is whole again in the next window, for all, whoever asks first", async () => {
    const stores = await storesForTest(redis, 2);
    const [a, b] = countersOf(stores) as [Counter, Counter];
    const second = { limit: 10, seconds: 1 };
    const late = await a.take("web", 6, second);
    await b.take("web", 4, second);
    await until(async () => (await b.take("web", 1, second)).settle !== undefined);
    await late.settle!(0);
    expect(await a.look("web", second)).toMatchObject({ used: 1, left: 9 });
    expect((await a.take("web", 9, second)).settle).toBeDefined();
  });

  it("takes no room in the store when its window is over", async () => {
    const [store] = await storesForTest(redis, 1);
    const [counter] = countersOf([store!]) as [Counter];
    await redis.ask("FLUSHALL");
    await counter.take("web", 1, hour(20));
    await counter.look("app", hour(20));
    await counter.take("pages", 21, hour(20));
    const keys = (await store!.use((client) => client.keys("*"))).map(String);
    expect(keys.filter((key) => /^parallax:[\da-f-]{36}:web$/.test(key))).toHaveLength(1);
    expect(keys.filter((key) => /app|pages/.test(key))).toEqual([]);
    for (const key of keys) {
      expect(await store!.use((client) => client.pTTL(key))).toBeGreaterThan(0);
    }
  });
});
