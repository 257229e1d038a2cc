import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Input, Model } from "../../../models/model.ts";
import type { Row } from "../../../providers/provider.ts";
import { readConfig } from "../../../src/config/config.ts";
import { createLruCache } from "../../../src/inference/cache.ts";
import type { EmbedOptions } from "../../../src/inference/embedder.ts";
import { createEngine } from "../../../src/inference/engine.ts";
import { createStoreCache } from "../../../src/inference/store-cache.ts";
import { seal, unseal } from "../../../src/inference/stored-row.ts";
import { createTwoLevelCache } from "../../../src/inference/two-level-cache.ts";
import { openStore, type SharedStore } from "../../../src/replicas/store.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../servers/redis.ts";
import { createFakeProvider, fakeModel, type FakeOptions } from "../../support/fake-provider.ts";
import { until } from "../../support/processes.ts";

const silent = { info() {}, warn() {}, error() {} };
const of = (value: number, length = 4): Row => ({
  vector: new Float32Array(length).fill(value),
  truncated: false,
});
const text = (text: string): Input => ({ modality: "TEXT", text });

describe("a row in the store", () => {
  const row: fc.Arbitrary<Row> = fc.record(
    {
      vector: fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, max: 1, min: -1 }),
      tokens: fc.nat(1_000_000),
      truncated: fc.boolean(),
      usd: fc.double({ min: 1e-9, max: 100, noNaN: true }),
    },
    { requiredKeys: ["vector"] },
  );

  it("reads back as it was, under its own name only", () => {
    fc.assert(
      fc.property(row, fc.string(), fc.string(), (row, name, other) => {
        expect(unseal(name, seal(name, row))).toEqual({ truncated: false, ...row });
        fc.pre(name !== other);
        expect(unseal(other, seal(name, row))).toBeUndefined();
      }),
    );
  });

  it("is nothing when a byte is another, one is missing, or somebody else wrote it", () => {
    fc.assert(
      fc.property(row, fc.nat(), fc.integer({ min: 1, max: 255 }), (row, at, by) => {
        const bytes = seal("a", row);
        // Between version and checksum there is nothing.
        const changed = [0, ...bytes.keys()].filter((i) => i === 0 || i >= 4);
        const i = changed[at % changed.length]!;
        bytes[i]! ^= by;
        expect(unseal("a", bytes)).toBeUndefined();
        expect(unseal("a", seal("a", row).subarray(0, at % bytes.length))).toBeUndefined();
      }),
    );
    expect(unseal("a", seal("a", of(NaN)))).toBeUndefined();
    expect(unseal("a", Buffer.from("somebody else's"))).toBeUndefined();
  });
});

describeWithRedis("a cache that replicas share", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  async function connect(answerMs = 10_000): Promise<SharedStore> {
    const store = openStore(redis.url, silent, answerMs);
    onTestFinished(() => store.close());
    await until(() => store.up);
    return store;
  }

  /** A replica: an engine, its provider and its connection. */
  async function replica(options: FakeOptions & { models?: Model[]; answerMs?: number } = {}) {
    const provider = createFakeProvider({ revision: "r1", ...options });
    const { models = [fakeModel] } = options;
    const store = await connect(options.answerMs);
    const config = readConfig({ DEFAULT_MODEL: models[0]!.id });
    const engine = await createEngine({ config, models, providers: { fake: provider }, store });
    onTestFinished(() => engine.close());
    return { ...engine, provider, store, inputs: () => provider.calls.flat().length };
  }

  const rows = async () => Number(await redis.ask("dbsize"));

  it("answers one row or nothing per key in their order, whatever level has which", async () => {
    const store = await connect();
    const far = createStoreCache({ store, ttlSeconds: 60, nameOf: (key) => `parallax:${key}` });
    await far.setMany(Array.from({ length: 600 }, (_, i) => [`k${i}`, of(i)] as const));
    await until(async () => (await rows()) >= 600);
    const index = fc.nat(999);
    await fc.assert(
      fc.asyncProperty(
        fc.array(index),
        fc.array(index, { maxLength: 400 }),
        async (near, asked) => {
          const lru = createLruCache(10_000_000);
          await lru.setMany(near.map((i) => [`k${i}`, of(i)] as const));
          const cache = createTwoLevelCache(lru, far);
          const expected = asked.map((i) => (i < 600 || near.includes(i) ? of(i) : undefined));
          const keys = asked.map((i) => `k${i}`);
          expect(await cache.getMany(keys)).toEqual(expected);
          // What the far one had, the near one has now.
          expect(await lru.getMany(keys)).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
    await redis.ask("flushall");
  });

  it("spares a replica what another has embedded: texts, images, labels", async () => {
    const [one, other] = [await replica(), await replica()];
    const image: Input = { modality: "IMAGE", bytes: Uint8Array.of(7, 8, 9) };
    const set = { labels: ["cat", "dog"], templates: ["{label}", "a {label}"] } as const;
    const ask = async ({ embed, embedLabels }: typeof one) => ({
      embedded: await Promise.all(
        [text("a b"), image, text("a b")].map((input) => embed(fakeModel, input)),
      ),
      labels: await embedLabels(fakeModel, { ...set, purpose: "CLASSIFICATION" }),
    });
    const made = await ask(one);
    expect(one.inputs()).toBe(6);
    await until(async () => (await rows()) >= 8);
    const found = await ask(other);
    expect(other.inputs()).toBe(0);
    expect(found.embedded.map(({ timing }) => [timing.cached, timing.batchSize])).toEqual([
      [true, 0],
      [true, 0],
      [true, 0],
    ]);
    const facts = ({ embedded, labels }: typeof made) => [
      embedded.map(({ vector, tokens, truncated, usd }) => ({ vector, tokens, truncated, usd })),
      labels.vectors,
    ];
    expect(facts(found)).toEqual(facts(made));
    expect(found.labels.timing.cached).toBe(true);
    // Of a label that is new there, the prompts that are not.
    await other.embedLabels(fakeModel, { ...set, templates: ["{label}"], purpose: "DOCUMENT" });
    expect(other.inputs()).toBe(0);
  });

  it("keeps apart what other weights, other lengths and other purposes made", async () => {
    const model = { ...fakeModel, matryoshka: false, distinguishesPurpose: true };
    await redis.ask("flushall");
    const one = await replica({ models: [model] });
    await one.embed(model, text("apart"));
    await until(async () => (await rows()) === 1);
    const ask = async (asked: EmbedOptions, revision = "r1", models = [model]) => {
      const { embed } = await replica({ models, revision });
      return (await embed(models[0]!, text("apart"), asked)).timing.cached;
    };
    expect(await ask({})).toBe(true);
    expect(await ask({ dimensions: 4 })).toBe(false);
    expect(await ask({ purpose: "QUERY" })).toBe(false);
    expect(await ask({}, "r2")).toBe(false);
    expect(await ask({}, "r1", [{ ...model, precision: "q8" }])).toBe(false);
  });

  it("is shared by two names of the same weights, and not by a model of no known weights", async () => {
    const alias = { ...fakeModel, id: "test/other-name" };
    await redis.ask("flushall");
    const one = await replica();
    await one.embed(fakeModel, text("names"));
    await until(async () => (await rows()) === 1);
    const other = await replica({ models: [alias] });
    await other.embed(alias, text("names"));
    expect(other.inputs()).toBe(0);
    const unknown = createFakeProvider();
    const config = readConfig({ DEFAULT_MODEL: fakeModel.id });
    const third = await createEngine({
      config,
      models: [fakeModel],
      providers: { fake: unknown },
      store: await connect(),
    });
    onTestFinished(() => third.close());
    await third.embed(fakeModel, text("names"));
    expect(unknown.calls).toHaveLength(1);
  });

  it("names rows by hashes, and forgets them in time", async () => {
    const { embed } = await replica();
    await redis.ask("flushall");
    await embed(fakeModel, text("a secret text"));
    await until(async () => (await rows()) === 1);
    const name = await redis.ask("keys", "*");
    expect(name).toMatch(/^parallax:embedding:[\w-]{43}$/);
    expect(Number(await redis.ask("ttl", name))).toBeGreaterThan(167 * 3600);
    expect(await redis.ask("get", name)).not.toContain("secret");
  });

  it("makes again what somebody has spoilt", async () => {
    const [one, other] = [await replica(), await replica()];
    await redis.ask("flushall");
    const { vector } = await one.embed(fakeModel, text("spoilt"));
    await until(async () => (await rows()) === 1);
    const name = await redis.ask("keys", "*");
    await redis.ask("setrange", name, "40", "?");
    const again = await other.embed(fakeModel, text("spoilt"));
    expect([again.vector, again.timing.cached]).toEqual([vector, false]);
    await redis.ask("del", name);
    await redis.ask("rpush", name, "a list");
    const third = await replica();
    expect((await third.embed(fakeModel, text("spoilt"))).vector).toEqual(vector);
  });

  it("loses no request when the store hangs, dies and comes back under load", async () => {
    const one = await replica({ maxInputs: 64, answerMs: 50 });
    let next = 0;
    const load = new AbortController();
    let failed = 0;
    const client = async () => {
      while (!load.signal.aborted) {
        const of = `load ${next++ % 500}`;
        const { vector } = await one
          .embed(fakeModel, text(of))
          .catch(() => ({ vector: undefined }));
        failed += vector?.length === 8 ? 0 : 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const clients = Promise.all(Array.from({ length: 20 }, client));
    const answered = (more: number) => {
      const from = next;
      return until(() => next > from + more);
    };
    await answered(200);
    redis.freeze();
    await answered(500);
    expect(one.store.up).toBe(false);
    redis.thaw();
    await redis.kill();
    await answered(500);
    await redis.restart();
    await until(() => one.store.up);
    await answered(200);
    load.abort();
    await clients;
    expect(failed).toBe(0);
  });
});
