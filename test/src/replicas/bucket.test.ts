import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { createQuota } from "../../../providers/cloud/quota.ts";
import { create } from "../../../providers/cohere/provider.ts";
import type { Bucket } from "../../../providers/resilience/bucket.ts";
import { type Deadline, withDeadline } from "../../../providers/resilience/deadline.ts";
import { openSharedBucket } from "../../../src/replicas/bucket.ts";
import type { SharedStore } from "../../../src/replicas/store.ts";
import { startCohere } from "../../servers/cohere.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../servers/redis.ts";
import { until } from "../../support/processes.ts";
import { storesForTest } from "../../support/store.ts";
import { embedV4, recording } from "../../providers/cloud-models.ts";
import { texts } from "../../providers/cloud-set-up.ts";

const bucketsOf = (stores: readonly SharedStore[], name: string, perMinute = 6): Bucket[] =>
  stores.map((store) => openSharedBucket(store, { name, perMinute, replicas: () => 2 }));

const within = <T>(ms: number, work: (deadline: Deadline) => Promise<T>) =>
  withDeadline(ms, { tooLate: () => new Error("too late") }, work);

/** How many single units of so many go at once. */
async function goingOf(bucket: Bucket, many: number): Promise<number> {
  const waits = await Promise.all(Array.from({ length: many }, () => bucket.take(1)));
  return waits.filter((ms) => ms === 0).length;
}

describeWithRedis("a provider's quota that replicas share", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it("is one bucket: what one took, no other takes; those who wait know for how long", async () => {
    const [a, b] = bucketsOf(await storesForTest(redis, 2), "one") as [Bucket, Bucket];
    const going = await Promise.all([goingOf(a, 5), goingOf(b, 5)]);
    expect(going[0]! + going[1]!).toBe(6);
    const wait = await b.take(2);
    expect(wait).toBeGreaterThan(10_000);
    expect(wait).toBeLessThanOrEqual(20_000);
  });

  it("fills at its rate, for whoever asks when it is their turn", async () => {
    const stores = await storesForTest(redis, 2);
    const quotas = stores.map((store) =>
      createQuota(6000, "LIMIT", (name, perMinute) =>
        openSharedBucket(store, { name, perMinute, replicas: () => 2 }),
      ),
    );
    const startedAt = performance.now();
    const order: number[] = [];
    await within(10_000, async (deadline) => {
      await quotas[0]!.take(6000, deadline);
      await Promise.all(
        [10, 1, 5].map(async (units, i) => {
          await quotas[1]!.take(units, deadline);
          order.push(i);
        }),
      );
    });
    expect(order).toEqual([0, 1, 2]);
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  it("pauses for all", async () => {
    const [a, b] = bucketsOf(await storesForTest(redis, 2), "pause") as [Bucket, Bucket];
    a.pause(60_000);
    expect(await a.take(1)).toBeGreaterThan(50_000);
    await until(async () => (await b.take(1)) > 50_000);
  });

  it("is divided while the store hangs, at once; what was taken then is missing afterwards", async () => {
    const stores = await storesForTest(redis, 2);
    const [a, b] = bucketsOf(stores, "hangs") as [Bucket, Bucket];
    expect(await a.take(1)).toBe(0);
    onTestFinished(() => redis.thaw());
    redis.freeze();
    expect(await goingOf(a, 6)).toBe(2);
    expect(await goingOf(b, 6)).toBe(3);
    // More than a share goes when there is all of it.
    const [, c] = bucketsOf(stores, "large") as [Bucket, Bucket];
    expect(await c.take(6)).toBe(0);
    expect(await c.take(1)).toBeGreaterThan(0);
    redis.thaw();
    await until(() => stores.every(({ up }) => up));
    await a.take(6);
    await b.take(6);
    expect(await goingOf(a, 6)).toBe(0);
  });

  it("holds two gateways' calls of Cohere together below what the key may send", async () => {
    const server = await startCohere();
    // The SDK is loaded meanwhile: on a busy machine the store would pass for one that hangs.
    const stores = await storesForTest(redis, 2, 5000);
    const providers = stores.map((store) => {
      const { context, stop } = recording({
        CO_API_KEY: server.key,
        COHERE_BASE_URL: server.url,
        COHERE_INPUTS_PER_MINUTE: 100,
        COHERE_IMAGES_PER_MINUTE: 5,
      });
      const openBucket = (name: string, perMinute: number) =>
        openSharedBucket(store, { name, perMinute, replicas: () => 2 });
      const provider = create({ ...context, openBucket });
      onTestFinished(async () => (stop(), provider.close()));
      return provider;
    });
    onTestFinished(() => server.close());
    const calls = await Promise.allSettled(
      providers.flatMap((provider) =>
        [30, 30].map((count) =>
          provider.embed(embedV4, texts(count), { dimensions: 256, purpose: "DOCUMENT" }),
        ),
      ),
    );
    const refused = calls.flatMap((call) => (call.status === "rejected" ? call.reason : []));
    expect(refused).toMatchObject([
      { code: "OVERLOADED", message: expect.stringContaining("COHERE_INPUTS_PER_MINUTE") },
    ]);
    expect(server.requests).toHaveLength(3);
    const keys = (await stores[0]!.use((client) => client.keys("*"))).map(String);
    expect(keys).toContain("parallax:quota:COHERE_INPUTS_PER_MINUTE");
    expect(keys.join()).not.toContain(server.key);
  });
});
