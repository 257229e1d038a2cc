import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anonymous, type Caller } from "../../models/caller.ts";
import { catalog } from "../../models/catalog/index.ts";
import type { Model } from "../../models/model.ts";
import { providers as table } from "../../providers/index.ts";
import type { Provider } from "../../providers/provider.ts";
import { readConfig } from "../../src/config/config.ts";
import { type Gateway, startGateway } from "../../src/gateway.ts";
import { type CohereServer, startCohere } from "../servers/cohere.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { until } from "../support/processes.ts";
import type { Answer } from "../support/start-gateway.ts";

const price = 0.0001;
/** With a price by embeddings, which is known before a call. */
const cohereModel: Model = {
  ...catalog.find(({ provider }) => provider === "cohere")!,
  pricing: [{ modality: "TEXT", per: 1, unit: "embedding", usd: price }],
};
const fake = createFakeProvider({ maxInputs: 1000 });
const native: Model = {
  ...fakeModel,
  id: "test/native",
  aliases: [],
  provider: "native",
  video: "NATIVE",
  modalities: ["VIDEO"],
};
/** Each video may cost 0.3 dollars, and does cost 0.25. */
const nativeProvider: Provider = {
  ...createFakeProvider(),
  async embedVideo(_model, _video, { hold }) {
    await (await hold!(0.3)).settle(0.25);
    return [{ startOffsetSec: 0, endOffsetSec: 16, vector: new Float32Array(8).fill(1) }];
  },
};
const models = [fakeModel, cohereModel, native];

let cohere: CohereServer;
let gateway: Gateway;
let callers = 0;
const known = new Map<string, Caller>();

beforeAll(async () => {
  cohere = await startCohere();
  const settings = readConfig({
    PORT: "0",
    LOG_LEVEL: "silent",
    DEFAULT_MODEL: fakeModel.id,
    CO_API_KEY: cohere.key,
    COHERE_BASE_URL: cohere.url,
  });
  const access = {
    authenticate: async ({ headers }: IncomingMessage) =>
      known.get(headers.authorization ?? "") ?? anonymous,
    origins: () => [],
    close() {},
  };
  const log = { info() {}, warn() {}, error() {} };
  gateway = await startGateway(settings, {
    models,
    providers: {
      fake,
      cohere: await table["cohere"]!({ settings, log }),
      native: nativeProvider,
    },
    access,
  });
});
afterAll(async () => {
  await gateway.close();
  await cohere.close();
});
beforeEach(() => void (cohere.requests as unknown[]).splice(0));

/** A caller of its own for each test. */
function newCaller(limits: Partial<Caller>) {
  const name = `caller ${++callers}`;
  known.set(name, { name, pull: false, ...limits });
  return {
    name,
    async ask(query: string, variables: Record<string, unknown> = {}, init: RequestInit = {}) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: name },
        body: JSON.stringify({ query, variables }),
        ...init,
      });
      const { status, headers } = response;
      return { status, headers, ...((await response.json()) as Omit<Answer, "status">) };
    },
  };
}

const embedTexts =
  "query ($texts: [String!]!, $model: ID) { embedTexts(texts: $texts, model: $model) { tokens } }";
const spent = "{ caller { costUsd costUsdLimit } }";
let numbers = 0;
/** Texts that nobody has sent before. */
const texts = (count: number, word = "text") =>
  Array.from({ length: count }, () => `${word} ${++numbers}`);
const codes = ({ errors = [] }: Pick<Answer, "errors">) =>
  errors.map(({ extensions }) => extensions.code);
const rates = ({ headers }: { headers: Headers }) =>
  ["limit", "remaining", "used"].map((name) => Number(headers.get(`x-ratelimit-${name}`)));

describe("points", () => {
  it("are told with each answer, and refused with 429 when they are used up", async () => {
    const { ask } = newCaller({ pointsPerHour: 10 });
    const first = await ask(embedTexts, { texts: texts(7) });
    expect([first.status, ...rates(first)]).toEqual([200, 10, 3, 7]);
    const reset = Number(first.headers.get("x-ratelimit-reset"));
    expect(reset - Date.now() / 1000).toBeGreaterThan(3500);
    expect(reset - Date.now() / 1000).toBeLessThanOrEqual(3601);

    const refused = await ask(embedTexts, { texts: texts(4) });
    expect([refused.status, ...rates(refused), codes(refused)]).toEqual([
      429,
      10,
      3,
      7,
      ["RATE_LIMITED"],
    ]);
    expect(refused.errors![0]).toMatchObject({
      message: expect.stringMatching(
        /costs 4 points; 3 of 10 an hour \(pointsPerHour\) are left until 2/,
      ),
      extensions: { retryable: true, retryAfterMs: expect.any(Number) },
    });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3500);
    expect(rates(await ask(embedTexts, { texts: texts(3) }))).toEqual([10, 0, 10]);
    expect(
      (await newCaller({}).ask(embedTexts, { texts: texts(7) })).headers.has("x-ratelimit-limit"),
    ).toBe(false);
  });

  it("that no hour has are TOO_LARGE: coming back would not help", async () => {
    const { ask } = newCaller({ pointsPerHour: 10 });
    const { status, errors } = await ask(embedTexts, { texts: texts(11) });
    expect([status, errors![0]]).toMatchObject([
      413,
      {
        message: expect.stringMatching(/costs 11 points .*this key has 10 an hour/),
        extensions: { code: "TOO_LARGE", retryable: false },
      },
    ]);
  });

  it("are inputs, cached ones as well; what is refused before it runs costs none", async () => {
    const { ask } = newCaller({ pointsPerHour: 100 });
    const same = texts(5);
    await ask(embedTexts, { texts: same });
    expect(rates(await ask(embedTexts, { texts: same }))).toEqual([100, 90, 10]);
    expect(rates(await ask("{ nonsense }"))).toEqual([100, 90, 10]);
    expect(rates(await ask(embedTexts, { texts: 5 }))).toEqual([100, 90, 10]);
    const many = Array.from({ length: 51 }, (_, i) => `l${i}: limits { maxInputs }`);
    expect(rates(await ask(`{ ${many} }`))).toEqual([100, 90, 10]);
  });

  it("of what failed are given back: an item, a query, not its neighbours", async () => {
    const { ask } = newCaller({ pointsPerHour: 1000 });
    const [a, b, c] = texts(3);
    const some = await ask(embedTexts, { texts: [a, "bad one", b, "bad two", c] });
    expect([some.status, ...rates(some)]).toEqual([200, 1000, 997, 3]);
    expect(rates(await ask(embedTexts, { texts: ["bad three", "bad four"] }))[2]).toBe(3);
    expect(rates(await ask(embedTexts, { texts: texts(2), model: "no such" }))[2]).toBe(3);
    const two = `query ($texts: [String!]!) {
      good: embedTexts(texts: $texts) { tokens }
      bad: embedTexts(texts: $texts, model: "no such") { tokens }
    }`;
    expect(rates(await ask(two, { texts: texts(4) }))[2]).toBe(7);
    const skipped = `{ limits { maxInputs } one: embedText(text: "one") { tokens }
      two: embedText(text: "two") @skip(if: true) { tokens } }`;
    expect(rates(await ask(skipped))[2]).toBe(8);
    const labels = `query ($images: [ImageInput!]!) { classifyImages(images: $images, labels: ["a", "b", "c"]) { best { label } } }`;
    const images = [[1], [0], [2]].map((bytes) => ({
      base64: Buffer.from(bytes).toString("base64"),
    }));
    expect(rates(await ask(labels, { images }))[2]).toBe(13);
    expect(rates(await ask(labels, { images: [images[1]] }))[2]).toBe(13);
  });

  it("are not overdrawn by many requests at once", async () => {
    const { ask } = newCaller({ pointsPerHour: 100 });
    const answers = await Promise.all(
      Array.from({ length: 24 }, () => ask(embedTexts, { texts: texts(10) })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(14);
    expect(rates(await ask("{ caller { name } }"))).toEqual([100, 0, 100]);
  });

  it("are not given back to who goes away before the answer", async () => {
    const { ask } = newCaller({ pointsPerHour: 100, maxInFlight: 1 });
    fake.hold();
    const client = new AbortController();
    const gone = ask(embedTexts, { texts: texts(60) }, { signal: client.signal }).catch(
      () => "gone",
    );
    await until(() => fake.running > 0);
    client.abort();
    expect(await gone).toBe("gone");
    // Now it has ended here as well.
    await until(async () => (await ask("{ caller { name } }")).status === 200);
    fake.release();
    expect(rates(await ask("{ caller { name } }"))).toEqual([100, 40, 60]);
  });
});

describe("dollars", () => {
  const model = cohereModel.id;

  it("are not overspent by many requests at once to a slow service", async () => {
    const { ask } = newCaller({ usdPerDay: 5.5 * price });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    cohere.faults.always({ delay: () => held });
    const pending = Array.from({ length: 40 }, () => ask(embedTexts, { texts: texts(1), model }));
    const early = Promise.race(pending);
    expect(codes(await early)).toEqual(["RATE_LIMITED"]);
    release();
    cohere.faults.always(undefined);
    const answers = await Promise.all(pending);
    expect(answers.filter((answer) => codes(answer).length === 0)).toHaveLength(5);
    expect(cohere.requests.flatMap((request) => request.texts)).toHaveLength(5);
    expect((await ask(spent)).data.caller).toEqual({
      costUsd: 5 * price,
      costUsdLimit: 5.5 * price,
    });
  });

  it("when they are spent leave cached answers and local models, and say when they come back", async () => {
    const { ask } = newCaller({ usdPerDay: price });
    const [known, unknown] = texts(2);
    expect((await ask(embedTexts, { texts: [known], model })).errors).toBeUndefined();
    const some = await ask(embedTexts, { texts: [known, unknown], model });
    expect([some.status, some.data.embedTexts[1]]).toEqual([200, null]);
    expect(some.errors).toMatchObject([
      {
        path: ["embedTexts", 1],
        message: expect.stringMatching(
          /^This may cost \$0\.\d+; of \$0\.\d+ a day \(usdPerDay\), \$0\.\d+ are spent\. The next day begins at 2.*T00:00:00Z\./,
        ),
        extensions: { code: "RATE_LIMITED", retryable: true },
      },
    ]);
    const midnight = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
    const wait = some.errors![0]!.extensions.retryAfterMs!;
    expect(Math.abs(wait - (midnight - Date.now()))).toBeLessThan(60_000);
    expect((await ask(embedTexts, { texts: [unknown] })).errors).toBeUndefined();

    const one = await ask(
      `query ($text: String!, $model: ID) { embedText(text: $text, model: $model) { tokens } }`,
      { text: unknown, model },
    );
    expect([codes(one), one.headers.has("retry-after")]).toEqual([["RATE_LIMITED"], true]);
    const compared = await ask(
      `query ($models: [ID!]!) { compare(images: [{ base64: "AQ==" }], texts: ["a"], models: $models) { results { error { code } } } }`,
      { models: [model, fakeModel.id] },
    );
    expect(compared.data.compare.results).toEqual([
      { error: { code: "RATE_LIMITED" } },
      { error: null },
    ]);
  });

  it("are free again when the call failed", async () => {
    const { ask } = newCaller({ usdPerDay: price });
    cohere.faults.always({ status: 400, message: "told to fail" });
    const [text] = texts(1);
    expect(codes(await ask(embedTexts, { texts: [text], model }))).not.toEqual([]);
    cohere.faults.always(undefined);
    expect((await ask(spent)).data.caller.costUsd).toBe(0);
    expect((await ask(embedTexts, { texts: [text], model })).errors).toBeUndefined();
  });

  it("are paid by who asks first, or by the next where that one cannot", async () => {
    const [poor, rich, other] = [
      newCaller({ usdPerDay: 0 }),
      newCaller({ usdPerDay: 1 }),
      newCaller({ usdPerDay: 1 }),
    ];
    const variables = { texts: texts(1), model };
    const answers = await Promise.all(
      [poor, rich, other].map(({ ask }) => ask(embedTexts, variables)),
    );
    expect(answers.map(codes)).toEqual([["RATE_LIMITED"], [], []]);
    const costs = await Promise.all([poor, rich, other].map(({ ask }) => ask(spent)));
    expect(costs.map(({ data }) => data.caller.costUsd).reduce((a, b) => a + b)).toBe(price);
    expect(cohere.requests).toHaveLength(1);
  });

  it("are paid for a call that was on its way when its caller went", async () => {
    const { ask } = newCaller({ usdPerDay: price });
    cohere.faults.add("hang");
    const hanging = cohere.faults.until("hanging");
    const client = new AbortController();
    const gone = ask(embedTexts, { texts: texts(1), model }, { signal: client.signal }).catch(
      () => "gone",
    );
    await hanging;
    client.abort();
    await gone;
    await until(async () => (await ask(spent)).data.caller.costUsd === price);
  });

  it("of a video are held by its provider", async () => {
    const { ask } = newCaller({ usdPerDay: 0.5 });
    const query = `{ embedVideo(video: { base64: "AQ==" }, model: "test/native") { timing { cached } } }`;
    expect(codes(await ask(query))).toEqual([]);
    expect((await ask(spent)).data.caller.costUsd).toBe(0.25);
    expect(codes(await ask(query))).toEqual(["RATE_LIMITED"]);
  });
});

describe("requests at once", () => {
  it("beyond the limit are refused before their body is read", async () => {
    const { ask, name } = newCaller({ maxInFlight: 1 });
    fake.hold();
    const first = ask(embedTexts, { texts: texts(1) });
    await until(() => fake.running > 0);
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: ${name}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n`,
    );
    const [head] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(String(head)).toMatch(
      /^HTTP\/1.1 429 [^]*retry-after: 1\r\n[^]*1 request of this key .* 1 at once \(maxInFlight\)/,
    );
    expect((await newCaller({ maxInFlight: 1 }).ask("{ limits { maxInputs } }")).status).toBe(200);
    fake.release();
    expect((await first).status).toBe(200);
    expect((await ask("{ limits { maxInputs } }")).status).toBe(200);
  });

  it("end when the client goes away, with its body half sent or its answer pending", async () => {
    const { ask, name } = newCaller({ maxInFlight: 2 });
    const head = `POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: ${name}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`;
    const half = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    half.write(head);
    fake.hold();
    const client = new AbortController();
    const gone = ask(embedTexts, { texts: texts(1) }, { signal: client.signal }).catch(
      () => "gone",
    );
    await until(async () => (await ask("{ limits { maxInputs } }")).status === 429);
    half.destroy();
    client.abort();
    await gone;
    await until(async () => {
      const both = await Promise.all([1, 2].map(() => ask("{ limits { maxInputs } }")));
      return both.every(({ status }) => status === 200);
    });
    fake.release();
  });
});

describe("the caller", () => {
  it("sees its name, its models, its points and its dollars, at no cost", async () => {
    const { ask, name } = newCaller({ pointsPerHour: 50, usdPerDay: 2 });
    await ask(embedTexts, { texts: texts(3) });
    const { data } = await ask(
      "{ caller { name models { id } points { limit used remaining resetAt } costUsd costUsdLimit } }",
    );
    expect(data.caller).toEqual({
      name,
      models: models.map(({ id }) => ({ id })),
      points: {
        limit: 50,
        used: 3,
        remaining: 47,
        resetAt: expect.closeTo(Date.now() + 3_600_000, -5),
      },
      costUsd: 0,
      costUsdLimit: 2,
    });
  });

  it("without a key has none of them, but dollars are counted", async () => {
    const ask = (query: string, variables = {}) =>
      newCaller({}).ask(query, variables, { headers: { "content-type": "application/json" } });
    await ask(embedTexts, { texts: texts(2), model: cohereModel.id });
    const { data } = await ask("{ caller { name points { used } costUsd costUsdLimit } }");
    expect(data.caller).toEqual({
      name: null,
      points: null,
      costUsd: 2 * price,
      costUsdLimit: null,
    });
  });
});
