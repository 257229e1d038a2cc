import fc from "fast-check";
import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GatewayError } from "../../../models/errors.ts";
import type { Gateway } from "../../../src/gateway.ts";
import { createFakeProvider, fakeModel, fakeRow } from "../../support/fake-provider.ts";
import { bearer, writeKeys } from "../../support/keys.ts";
import { until } from "../../support/processes.ts";
import {
  gatewayForTest,
  post as postGraphql,
  startTestGateway,
} from "../../support/start-gateway.ts";

const json = { "content-type": "application/json" };
const purposes = new Set<string>();
const languages = new Set<string | undefined>();
const provider = createFakeProvider({
  embed: async (inputs, { dimensions, purpose }) => {
    purposes.add(purpose);
    return inputs.map((input) => {
      if (input.modality === "TEXT") {
        languages.add(input.language);
      }
      const row = fakeRow(input, dimensions);
      return row instanceof Error ? new GatewayError("PROVIDER_FAILED", "It failed.") : row;
    });
  },
});
const model = { ...fakeModel, distinguishesPurpose: true, distinguishesLanguage: true };
const logged: Record<string, unknown>[] = [];

let keys: Awaited<ReturnType<typeof writeKeys>>;
let gateway: Gateway;
beforeAll(async () => {
  keys = await writeKeys({
    any: {},
    counted: { pointsPerHour: 10 },
    single: { maxInFlight: 1 },
    page: { origins: ["https://shop.example"] },
  });
  gateway = await startTestGateway(
    {
      API_KEYS_FILE: keys.file,
      DEFAULT_MODEL: model.id,
      MAX_INPUTS: "200",
      MAX_COST: "250",
      MAX_TEXT_CHARS: "20000",
      MAX_BODY_BYTES: "100000",
      MAX_ANSWER_BYTES: "30000",
    },
    {
      models: [model],
      providers: { fake: provider },
      log: pino({ base: null }, { write: (line) => void logged.push(JSON.parse(line)) }),
    },
  );
});
afterAll(async () => {
  await gateway.close();
  await keys.remove();
});

interface Sent {
  readonly key?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A body as it is, or as JSON. */
async function send(body: unknown, { key = "any", path = "/v1/embeddings", ...init }: Sent = {}) {
  const isRaw = typeof body === "string" || body instanceof Buffer;
  const response = await fetch(`${gateway.url}${path}`, {
    method: "POST",
    ...init,
    headers: { ...json, ...bearer(key), ...init.headers },
    body: isRaw ? (body as BodyInit) : JSON.stringify(body),
  });
  // Tests read whatever they asked for.
  const { data, error, usage } = (await response.json()) as any;
  return { status: response.status, headers: response.headers, data, error, usage };
}

describe("an embedding", () => {
  it("has the place of its input, and GraphQL's vector, however texts and images are mixed", async () => {
    const text = fc.string({ maxLength: 12 }).filter((text) => !text.startsWith("bad"));
    const image = fc.uint8Array({ minLength: 2, maxLength: 6 }).map((bytes) => {
      bytes[0] = 1;
      return { image: Buffer.from(bytes).toString("base64") };
    });
    const items = fc.array(fc.oneof(text, image), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(items, async (input) => {
        const { data } = await send({ input, encoding_format: "base64" });
        const texts = input.filter((item) => typeof item === "string");
        const images = input.flatMap((item) =>
          typeof item === "string" ? [] : { base64: item.image },
        );
        const query = `query ($texts: [String!]!, $images: [ImageInput!]!) {
          embedTexts(texts: $texts) { base64 } embedImages(images: $images) { base64 } }`;
        const headers = { ...json, ...bearer("any") };
        const answer = await postGraphql(gateway, query, { texts, images }, { headers });
        const { embedTexts, embedImages } = answer.data;
        const expected = input.map((item, index) => ({
          object: "embedding",
          index,
          embedding: (typeof item === "string" ? embedTexts : embedImages).shift().base64,
        }));
        expect(data).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it("is of the model's default when none is named, of its alias, of the length and for the purpose that are asked for", async () => {
    const { data } = await send({ input: "a", model: "fake", dimensions: 4, input_type: "query" });
    expect([data[0].embedding.length, [...purposes].includes("QUERY")]).toEqual([4, true]);
    purposes.clear();
    await send({ input: "a new text" });
    expect([...purposes]).toEqual(["DOCUMENT"]);
  });

  it("is of texts in the language that is said", async () => {
    await send({ input: ["samaki", "a fish"], language: "SW" });
    expect(languages).toContain("sw");
    languages.clear();
    await send({ input: "another new text" });
    expect([...languages]).toEqual(["en"]);
  });

  it("may be asked for in a compressed body", async () => {
    const body = gzipSync(JSON.stringify({ input: "a" }));
    const { status } = await send(body, { headers: { "content-encoding": "gzip" } });
    expect(status).toBe(200);
  });

  it("is compressed where many are asked for", async () => {
    const input = Array.from({ length: 36 }, (_, i) => `text ${i}`);
    const { headers, data } = await send({ input });
    expect([headers.get("content-encoding"), headers.get("cache-control")]).toEqual([
      "gzip",
      "no-store",
    ]);
    expect(data).toHaveLength(36);
  });
});

describe("a request with an item that fails", () => {
  it("fails with the first of them that stays wrong, names the others, and costs no points", async () => {
    const input = ["fine", "bad", { image: "AAAA" }, { image: "" }];
    const { status, headers, error } = await send({ input }, { key: "counted" });
    expect([status, headers.get("x-should-retry")]).toEqual([400, "false"]);
    expect(error).toEqual({
      message: "input[3]: The file is empty. Failed, too: input[1], input[2].",
      type: "invalid_request_error",
      param: "input[3]",
      code: "IMAGE_UNREADABLE",
    });
    expect(headers.get("x-ratelimit-used")).toBe("0");
  });
});

describe("a limit", () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
  it.each([
    [413, "TOO_LARGE", "MAX_INPUTS", { input: many(201) }],
    [413, "TOO_LARGE", "MAX_COST", { input: "a".repeat(250 * 251) }],
    [413, "TOO_LARGE", "MAX_TEXT_CHARS", { input: ["a", "b".repeat(20_001)] }],
    [413, "TOO_LARGE", "MAX_ANSWER_BYTES", { input: many(200) }],
    [413, "TOO_LARGE", "MAX_BODY_BYTES", { input: "a".repeat(100_000) }],
    [400, "BAD_INPUT", "no valid JSON", '{"input":'],
    [400, "BAD_INPUT", "must be a JSON object", "3"],
  ])("is kept: %i %s %s", async (status, code, message, body) => {
    const { error, ...answer } = await send(body);
    expect([answer.status, error.code]).toEqual([status, code]);
    expect(error.message).toContain(message);
  });

  it("of the answer is passed by fewer bytes in base64", async () => {
    expect((await send({ input: many(200), encoding_format: "base64" })).status).toBe(200);
  });

  it("of points is counted down in headers, and waits are not for SDKs to sit out", async () => {
    const input = many(6);
    const { headers } = await send({ input }, { key: "counted" });
    const names = ["limit", "used", "remaining"].map((name) => `x-ratelimit-${name}`);
    expect(names.map((name) => headers.get(name))).toEqual(["10", "6", "4"]);
    const refused = await send({ input }, { key: "counted" });
    expect([refused.status, refused.error.type, refused.error.code]).toEqual([
      429,
      "rate_limit_error",
      "RATE_LIMITED",
    ]);
    expect(refused.headers.get("x-should-retry")).toBe("false");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3000);
  });

  it("of requests at once may be tried again soon; who goes away ends its own", async () => {
    provider.hold();
    const going = new AbortController();
    const first = send({ input: "held" }, { key: "single", signal: going.signal });
    await until(() => provider.running === 1);
    const { status, headers, error } = await send({ input: "b" }, { key: "single" });
    expect([status, error.code]).toEqual([429, "RATE_LIMITED"]);
    expect([headers.get("retry-after"), headers.get("x-should-retry")]).toEqual(["1", "true"]);
    going.abort();
    await expect(first).rejects.toThrow(/abort/);
    await until(() =>
      logged.some(({ caller, codes }) => caller === "single" && String(codes) === "TIMEOUT"),
    );
    provider.release();
    expect((await send({ input: "b" }, { key: "single" })).status).toBe(200);
  });

  it("of time is a 504, which may be tried again", async () => {
    const held = createFakeProvider();
    held.hold();
    const { url } = await gatewayForTest(
      { DEFAULT_MODEL: model.id, REQUEST_TIMEOUT_MS: "300", SHUTDOWN_TIMEOUT_MS: "0" },
      { models: [model], providers: { fake: held } },
    );
    const body = JSON.stringify({ input: "a" });
    const response = await fetch(`${url}/v1/embeddings`, { method: "POST", headers: json, body });
    expect([response.status, response.headers.get("x-should-retry")]).toEqual([504, "true"]);
    expect(await response.json()).toMatchObject({
      error: { type: "server_error", code: "TIMEOUT" },
    });
    held.release();
  });
});

describe("the door", () => {
  it("is closed to who has no key, before anything of the body is read", async () => {
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    socket.write(
      "POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n",
    );
    const [answer] = await once(socket, "data");
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 [^]*www-authenticate: Bearer\r\n/i);
    expect(String(answer)).toContain(
      '"type":"authentication_error","param":null,"code":"UNAUTHENTICATED"',
    );
  });

  it.each([
    [
      "another page",
      { key: "page", headers: { origin: "https://evil.example" } },
      403,
      /key is for pages of/,
    ],
    [
      "a form, which needs no preflight",
      { headers: { "content-type": "text/plain" } },
      415,
      /must be JSON/,
    ],
    ["another method", { method: "PUT" }, 405, /There is no PUT \/v1\/embeddings; there is POST/],
    [
      "another path",
      { path: "/v1/chat/completions" },
      404,
      /there is POST \/v1\/embeddings, GET \/v1\/models/,
    ],
  ] as const)("is closed to %s", async (_what, sent, status, message) => {
    const { error, ...answer } = await send({ input: "a" }, sent);
    expect([answer.status, error.message]).toEqual([status, expect.stringMatching(message)]);
  });

  it("answers HEAD as GET, without the body", async () => {
    const url = `${new URL(gateway.url).origin}/v1/models`;
    const answer = await fetch(url, { method: "HEAD", headers: bearer("any") });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(Number(answer.headers.get("content-length"))).toBeGreaterThan(100);
  });

  it("is closed to who means another host, in OpenAI's form", async () => {
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    socket.write("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    const [answer] = await once(socket, "data");
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1\.1 403 [^]*"type":"permission_error"/);
  });
});

it("is told of as GraphQL's operations are: one audit line, and figures by its name", async () => {
  logged.length = 0;
  await send({ input: ["a", "b c"], model: "fake" });
  await send({ input: "a", model: "none" });
  await send({ input: 3 });
  const lines = logged.filter(({ msg }) => msg === "request");
  expect(lines).toMatchObject([
    {
      caller: "any",
      operation: "POST /v1/embeddings",
      models: [model.id],
      points: 2,
      tokens: 7,
      status: 200,
      codes: [],
    },
    {
      caller: "any",
      operation: "POST /v1/embeddings",
      points: 0,
      status: 404,
      codes: ["UNKNOWN_MODEL"],
    },
    { caller: "any", operation: null, status: 400, codes: ["BAD_INPUT"] },
  ]);
  const figures = await (await fetch(gateway.metricsUrl, { headers: bearer("any") })).text();
  expect(figures).toMatch(
    /parallax_requests_total\{operation="POST \/v1\/embeddings",caller="any"\} \d/,
  );
});
