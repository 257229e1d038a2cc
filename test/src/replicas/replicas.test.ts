import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { createMeter } from "../../../src/access/meter.ts";
import { createLatency } from "../../../src/inference/latency.ts";
import { countSeconds, createVideoSeconds } from "../../../src/inference/video-seconds.ts";
import { joinReplicas, type Replicas } from "../../../src/replicas/replicas.ts";
import type { SharedStore } from "../../../src/replicas/store.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../servers/redis.ts";
import { until } from "../../support/processes.ts";
import { storesForTest } from "../../support/store.ts";

async function join(store: SharedStore | undefined, atLeast = 1): Promise<Replicas> {
  const replicas = await joinReplicas({ store, atLeast, beatMs: 100 });
  onTestFinished(() => replicas.leave());
  return replicas;
}

it("a gateway without a store is alone, and has its part of each limit", async () => {
  const { count, openCounter, openBucket } = await join(undefined, 4);
  expect(count()).toBe(4);
  const counter = openCounter("points");
  expect(await counter.look("web", { limit: 10, seconds: 60 })).toMatchObject({ left: 2 });
  const { points } = createMeter({ openCounter });
  // However long it waits: no hour has as much here.
  await expect(
    points.reserve({ name: "web", pull: false, pointsPerHour: 10 }, 3),
  ).rejects.toMatchObject({
    code: "TOO_LARGE",
    message: expect.stringContaining("this key has 2 an hour (pointsPerHour, divided among"),
  });
  const web = { name: "web", pull: false, videoSecondsPerHour: 40 };
  await expect(
    countSeconds(
      createVideoSeconds(openCounter),
      web,
      ({ claim }) => claim(11),
      () => 0,
    ),
  ).rejects.toMatchObject({ code: "TOO_LARGE" });
  const bucket = openBucket("LIMIT", 8);
  expect(await bucket.take(2)).toBe(0);
  expect(await bucket.take(1)).toBeGreaterThan(0);
});

describeWithRedis("replicas that share a store", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it("know how many they are: who leaves is gone at once, who was killed after a while", async () => {
    const stores = await storesForTest(redis, 3);
    const [a, b, killed] = (await Promise.all(stores.map((store) => join(store)))) as [
      Replicas,
      Replicas,
      Replicas,
    ];
    expect(killed.count()).toBeGreaterThan(1);
    await until(() => a.count() === 3);
    const before = await redis.ask("ZCARD", "parallax:replicas");
    await b.leave();
    expect([before, await redis.ask("ZCARD", "parallax:replicas")]).toEqual(["3", "2"]);
    await stores[2]!.close();
    await until(() => a.count() === 1);
    // As many as the settings say, at least; and as many as there were when the store goes.
    const [late] = await storesForTest(redis, 1);
    expect((await join(late, 5)).count()).toBe(5);
    await until(() => a.count() === 2);
    onTestFinished(() => redis.thaw());
    redis.freeze();
    await until(() => !stores[0]!.up);
    expect(a.count()).toBe(2);
    redis.thaw();
  });

  it("tell a store that has forgotten all what they used, also those that nobody asks", async () => {
    const stores = await storesForTest(redis, 2);
    const [idle, asked] = await Promise.all(
      stores.map(async (store) => (await join(store)).openCounter("points")),
    );
    const limit = { limit: 10, seconds: 60 };
    await idle!.take("web", 6, limit);
    await redis.ask("FLUSHALL");
    await until(async () => (await asked!.look("web", limit)).left === 4);
  });

  it("start within a moment without it, and join when it is there", async () => {
    const [store] = await storesForTest(redis, 1);
    await redis.kill();
    await until(() => !store!.up);
    const alone = await join(store, 1);
    expect(alone.count()).toBe(1);
    await redis.restart();
    await until(async () => (await redis.ask("ZCARD", "parallax:replicas")) === "1");
  });

  it("know from the start what the others measured; of machine speed only their own counts", async () => {
    await redis.ask("FLUSHALL");
    const stores = await storesForTest(redis, 2);
    const old = await join(stores[0]);
    const latency = createLatency(old.measurements);
    for (let i = 0; i < 300; i++) {
      latency.forRequest().record("a/model", "TEXT", 20 + (i % 3), 4);
    }
    await old.measurements!.exchange();
    const { measurements } = await join(stores[1]);
    const fresh = createLatency(measurements);
    const theirs = { modality: "TEXT", count: 300, p50Ms: 21, p95Ms: 22, meanBatchSize: 4 };
    expect(fresh.of("a/model")).toEqual([theirs]);
    expect(fresh.ofOne("a/model")).toEqual([theirs]);
    expect(fresh.ofOneHere("a/model")).toEqual([]);
    for (let i = 0; i < 20; i++) {
      fresh.forRequest().record("a/model", "TEXT", 5, 1);
    }
    expect(fresh.of("a/model")).toMatchObject([{ count: 320, p50Ms: 21 }]);
    expect(fresh.ofOne("a/model")).toMatchObject([{ count: 20, p50Ms: 5 }]);
    expect(fresh.ofOneHere("a/model")).toMatchObject([{ count: 20, p50Ms: 5 }]);
    await measurements!.exchange();
    await old.measurements!.exchange();
    expect(latency.of("a/model")).toMatchObject([{ count: 320 }]);
    const keys = (await stores[0]!.use((client) => client.keys("parallax:latency*"))).map(String);
    expect(keys).toHaveLength(5);
    for (const key of keys) {
      expect(await stores[0]!.use((client) => client.pTTL(key))).toBeGreaterThan(0);
    }
  });
});
