import { afterAll, beforeAll, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../servers/redis.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { bearer, writeKeys } from "../support/keys.ts";
import { until } from "../support/processes.ts";
import { startTestGateway } from "../support/start-gateway.ts";

const embed = `query ($text: String!) { embedText(text: $text) { space } }`;
const limits = { pointsPerHour: 10 };

describeWithRedis("gateways with one store", () => {
  let redis: RedisServer;
  let keys: Awaited<ReturnType<typeof writeKeys>>;
  let gateways: Gateway[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    keys = await writeKeys({ web: limits, app: limits, ops: {} });
    const settings = {
      REDIS_URL: redis.url,
      API_KEYS_FILE: keys.file,
      DEFAULT_MODEL: fakeModel.id,
      CACHE_MB: "0",
    };
    const fake = () => ({ models: [fakeModel], providers: { fake: createFakeProvider() } });
    gateways = [await startTestGateway(settings, fake()), await startTestGateway(settings, fake())];
    await until(async () => (await figure(gateways[0]!, "parallax_replicas")) === 2);
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await redis.close();
    await keys.remove();
  });

  async function ask({ url }: Gateway, key: string, query: string, variables = {}) {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...bearer(key) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [] } = (await response.json()) as { data: any; errors?: any[] };
    const remaining = Number(response.headers.get("x-ratelimit-remaining"));
    return { status: response.status, data, code: errors[0]?.extensions.code, remaining };
  }

  const askMany = (key: string) =>
    Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        ask(gateways[i % 2]!, key, embed, { text: `${key} ${i}` }),
      ),
    );
  const answered = (answers: Awaited<ReturnType<typeof askMany>>) =>
    answers.filter(({ code }) => code === undefined).length;

  async function figure({ metricsUrl }: Gateway, name: string): Promise<number> {
    const text = await (await fetch(metricsUrl, { headers: bearer("ops") })).text();
    return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
  }

  it("let a key use its points once, whichever it asks, and tell it the same", async () => {
    const answers = await askMany("web");
    expect(answered(answers)).toBe(10);
    const refused = answers.filter(({ code }) => code);
    expect(new Set(refused.map(({ code, status }) => `${status} ${code}`))).toEqual(
      new Set(["429 RATE_LIMITED"]),
    );
    for (const gateway of gateways) {
      const { data, remaining } = await ask(
        gateway,
        "web",
        "{ caller { points { remaining used } } }",
      );
      expect([data.caller.points, remaining]).toEqual([{ remaining: 0, used: 10 }, 0]);
    }
  });

  it("divide them while the store hangs, and fail nobody", async () => {
    redis.freeze();
    const answers = await askMany("app");
    expect(answered(answers)).toBe(10);
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([undefined, "RATE_LIMITED"]));
    expect((await ask(gateways[0]!, "ops", embed, { text: "free" })).code).toBeUndefined();
    redis.thaw();
    const other = gateways[1]!;
    await until(async () => (await figure(other, "parallax_shared_store_up")) === 1);
    await until(async () => {
      const { data } = await ask(other, "app", "{ caller { points { used } } }");
      return data.caller.points.used === 10;
    });
  });
});
