import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Model } from "../../models/model.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../servers/redis.ts";
import { freePort } from "../support/free-port.ts";
import { temporaryDirectory } from "../src/commands/terminal.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { readExposition } from "../support/exposition.ts";
import { until } from "../support/processes.ts";
import { type Answer, gatewayForTest, post } from "../support/start-gateway.ts";

const model = "own/clip";
const embed = `{ embedText(text: "a cat", model: "${model}") { base64 timing { cached batchSize } } }`;

interface Url {
  readonly url: string;
}

async function valueOf({ url }: Url, name: string, labels: Record<string, string> = {}) {
  const { samples } = readExposition(await (await fetch(`${url}/metrics`)).text());
  return samples.find(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )?.value;
}

/** How many embeddings lie in the store. */
async function stored(redis: RedisServer): Promise<number> {
  const names = await redis.ask("keys", "parallax:embedding:*");
  return names === "" ? 0 : names.split("\n").length;
}

const isConnected = (gateway: Url) => async () =>
  (await valueOf(gateway, "parallax_shared_store_up")) === 1;

describeWithRedis("gateways with one store", () => {
  let redis: RedisServer;
  let settings: Record<string, string>;
  beforeAll(async () => {
    redis = await startRedis();
    settings = { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: "10000" };
  });
  afterAll(() => redis.close());

  /** A replica that has these files under the common id. */
  async function replica(directory: string) {
    const record: Model = {
      ...fakeModel,
      id: model,
      provider: "onnx",
      ...{ dimensions: 12, supportedDimensions: [12], matryoshka: false },
      weights: { from: "directory", directory },
    };
    const gateway = await gatewayForTest(
      { ...settings, DEFAULT_MODEL: model },
      { models: [record] },
    );
    await until(isConnected(gateway));
    await until(async () => (await valueOf(gateway, "parallax_model_shared", { model })) === 1);
    return gateway;
  }

  it("share what the same files made, and never what others under the same id made", async () => {
    const [same, other] = [await temporaryDirectory(), await temporaryDirectory()];
    for (const directory of [same, other]) {
      await cp("test/fixtures/tiny/clip", directory, { recursive: true });
    }
    const config = join(other, "tokenizer_config.json");
    const { model_max_length, ...rest } = JSON.parse(await readFile(config, "utf8"));
    await writeFile(config, JSON.stringify({ ...rest, model_max_length: model_max_length - 1 }));

    const one = await replica("test/fixtures/tiny/clip");
    const made: Answer = await post(one, embed);
    expect(made.data.embedText.timing).toEqual({ cached: false, batchSize: 1 });
    await until(async () => (await stored(redis)) === 1);

    const found = await post(await replica(same), embed);
    expect(found.data.embedText).toEqual({
      base64: made.data.embedText.base64,
      timing: { cached: true, batchSize: 0 },
    });
    const apart = await post(await replica(other), embed);
    expect(apart.data.embedText.timing.cached).toBe(false);
    await until(async () => (await stored(redis)) === 2);
  }, 60_000);

  it("start, are ready and answer while there is no store, and say so", async () => {
    const provider = createFakeProvider({ revision: "r" });
    const gateway = await gatewayForTest(
      {
        REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
        DEFAULT_MODEL: fakeModel.id,
      },
      { models: [fakeModel], providers: { fake: provider } },
    );
    expect((await fetch(`${gateway.url}/ready`)).status).toBe(200);
    const { data, errors } = await post(gateway, `{ embedText(text: "one") { dimensions } }`);
    expect([data, errors]).toEqual([{ embedText: { dimensions: 8 } }, undefined]);
    expect(await valueOf(gateway, "parallax_shared_store_up")).toBe(0);
    const skipped = { outcome: "skipped" };
    expect(await valueOf(gateway, "parallax_shared_store_calls_total", skipped)).toBeGreaterThan(0);
  });

  it("count by level what was found", async () => {
    const start = async () => {
      const gateway = await gatewayForTest(
        { ...settings, DEFAULT_MODEL: fakeModel.id },
        {
          models: [fakeModel],
          providers: { fake: createFakeProvider({ revision: "r" }) },
        },
      );
      await until(isConnected(gateway));
      return gateway;
    };
    const texts = `{ embedTexts(texts: ["one", "two"]) { tokens } }`;
    const before = await stored(redis);
    await post(await start(), texts);
    await until(async () => (await stored(redis)) === before + 2);
    const second = await start();
    const lookUps = async () =>
      Promise.all(
        [
          ["local", "hit"],
          ["local", "miss"],
          ["shared", "hit"],
        ].map(([level, outcome]) =>
          valueOf(second, "parallax_cache_lookups_total", { level: level!, outcome: outcome! }),
        ),
      );
    await post(second, texts);
    expect(await lookUps()).toEqual([undefined, 2, 2]);
    await post(second, texts);
    expect(await lookUps()).toEqual([2, 2, 2]);
  });
});
