import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { createFakeProvider, fakeModel, fakeRow } from "../support/fake-provider.ts";
import { bearer, writeKeys } from "../support/keys.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";

type Line = Record<string, unknown> & { readonly msg: string };

/** In inputs and in the key: it must not be in the log. */
const secret = "hush-0123";
const headers = { "content-type": "application/json", ...bearer(secret) };

let gateway: Gateway;
let keys: Awaited<ReturnType<typeof writeKeys>>;
let lines: Line[];
const write = (line: string) => void lines.push(JSON.parse(line) as Line);
const ask = (query: string, variables?: Record<string, unknown>) =>
  post(gateway, query, variables, { headers });
const told = (msg: string) => lines.filter((line) => line.msg === msg);

beforeAll(async () => {
  lines = [];
  keys = await writeKeys({
    [secret]: { name: "web" },
    "of-a-page": { name: "page", origins: ["https://shop.example"] },
  });
  const paid = createFakeProvider({
    maxInputs: 10,
    embed: async (inputs, { dimensions }) =>
      inputs.map((input) => {
        const row = fakeRow(input, dimensions);
        return row instanceof Error ? row : { ...row, usd: 0.000_1 };
      }),
  });
  gateway = await startTestGateway(
    {
      API_KEYS_FILE: keys.file,
      DEFAULT_MODEL: fakeModel.id,
      MAX_TEXT_CHARS: "100",
      MAX_BODY_BYTES: "5000",
    },
    {
      models: [fakeModel],
      providers: { fake: paid },
      log: pino({ level: "debug", base: null }, { write }),
    },
  );
});
afterAll(async () => {
  await gateway.close();
  await keys.remove();
});
beforeEach(() => void (lines = []));

describe("the audit line", () => {
  it("tells of each request who asked, what for, and what it took", async () => {
    await ask(`query Words { embedTexts(texts: ["a", "b", "a"]) { tokens } }`);
    expect(told("request")).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        request: expect.stringMatching(/^[\da-f-]{36}$/),
        caller: "web",
        operation: "Words",
        models: ["test/fake"],
        points: expect.any(Number),
        usd: 0.0002,
        tokens: 9,
        ms: expect.any(Number),
        status: 200,
        codes: [],
        msg: "request",
      },
    ]);
    expect(told("errors of a request")).toEqual([]);
  });

  it("has each code once; messages are in a line of their own, each once as well", async () => {
    await ask(
      `{ embedTexts(texts: ["c", "${"x".repeat(101)}", "${"y".repeat(101)}"]) { tokens } }`,
    );
    const [line] = told("request");
    expect(line).toMatchObject({ operation: null, codes: ["TOO_LARGE"], status: 200 });
    expect(told("errors of a request")).toMatchObject([
      {
        request: line!.request,
        errors: [
          { code: "TOO_LARGE", message: expect.stringContaining("MAX_TEXT_CHARS"), times: 2 },
        ],
      },
    ]);
  });

  it("is there for requests that GraphQL never saw", async () => {
    const send = (init: RequestInit) =>
      fetch(`${gateway.url}/graphql`, { method: "POST", ...init });
    await send({ headers, body: "{" });
    await send({ headers, body: `{"query": "${"x".repeat(6000)}"}` });
    await send({ headers, body: "{}" });
    await send({ headers, method: "PUT" });
    const origin = "https://evil.example";
    await send({ headers: { ...headers, ...bearer("of-a-page"), origin }, body: "{}" });
    await send({ headers: { ...headers, ...bearer(`${secret}!`) }, body: "{}" });
    expect(told("request")).toMatchObject([
      { caller: "web", operation: null, status: 400, codes: ["BAD_INPUT"] },
      { caller: "web", operation: null, status: 413, codes: ["TOO_LARGE"] },
      { caller: "web", operation: null, status: 400, codes: ["BAD_REQUEST"] },
      { caller: "web", operation: null, status: 405, codes: ["BAD_REQUEST"] },
      { caller: "page", operation: null, status: 403, codes: ["FORBIDDEN"] },
      { caller: null, operation: null, status: 401, codes: ["UNAUTHENTICATED"] },
    ]);
    expect(told("errors of a request").length).toBe(6);
    expect(JSON.stringify(lines)).not.toContain(secret);
  });
});

describe("the log, also at debug", () => {
  const requests: [query: string, variables?: Record<string, unknown>][] = [
    [`{ embedText(text: "${secret}") { tokens } }`],
    [`{ embedTexts(texts: ["${secret}", "bad ${secret}"]) { tokens } }`],
    [`{ embedText(text: "a", model: "${secret}") { tokens } }`],
    [`{ embedText(text: "${secret.padEnd(120, "x")}") { tokens } }`],
    [`{ embedText(text: "a", model: "say \\"${secret}\\" twice \\"") { tokens } }`],
    [`{ embedImage(image: { url: "ftp://user:${secret}@localhost/${secret}" }) { tokens } }`],
    [`{ embedImage(image: { url: "http://user:${secret}@localhost/${secret}" }) { tokens } }`],
    [`{ embedImage(image: { base64: "${secret}!" }) { tokens } }`],
    [`{ embedText(text: ["${secret}"], foo: "${secret}") { tokens } }`],
    [`query ($text: String!) { embedText(text: $text) { tokens } }`, { text: [secret] }],
    [`query ($text: String!) { embedText(text: $text) { tokens } }`, { text: { a: secret } }],
    [
      `query ($labels: [String!]!) {
        classify(image: { base64: "AQ==" }, labels: $labels) { best { label } }
      }`,
      { labels: [secret, secret] },
    ],
    [
      `{ classify(image: { base64: "AQ==" }, labels: ["a"], templates: ["${secret}"]) { best { label } } }`,
    ],
    [`{ embedText(text: "${secret}" }`],
    [`{ route(input: { language: "${secret}" }) { recommended { id } } }`],
  ];

  it("never holds inputs, nor keys", async () => {
    for (const [query, variables] of requests) {
      const body = JSON.stringify({ query, variables });
      await fetch(`${gateway.url}/graphql`, { method: "POST", headers, body });
    }
    await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers,
      body: `{"query": ${secret}}`,
    });
    await fetch(`${gateway.url}/graphql?key=${secret}`, { method: "POST", headers, body: "{}" });
    expect(told("request").length).toBe(requests.length + 2);
    expect(told("errors of a request").length).toBeGreaterThan(requests.length - 2);
    expect(lines.filter((line) => JSON.stringify(line).includes(secret))).toEqual([]);
  });

  it("tells of each pass, and what the caches knew", async () => {
    await ask(`query Twice { embedTexts(texts: ["twice", "twice", "bad"]) { tokens } }`);
    await ask(`query Again { embedText(text: "twice") { tokens } }`);
    const classify = `{ classify(image: { base64: "AgID" }, labels: ["cat", "dog"]) { best { label } } }`;
    await ask(classify);
    await ask(classify);
    expect(told("pass")[0]).toEqual({
      level: 20,
      time: expect.any(Number),
      model: "test/fake",
      modality: "TEXT",
      batchSize: 2,
      failed: 1,
      queueMs: expect.any(Number),
      computeMs: expect.any(Number),
      msg: "pass",
    });
    expect(told("cache")).toMatchObject([
      { operation: "Twice", caller: "web", cached: 0, joined: 1, made: 1 },
      { operation: "Again", caller: "web", cached: 1, joined: 0, made: 0 },
      { made: 3 },
      { cached: 1, made: 0 },
    ]);
    expect(told("label cache")).toMatchObject([
      { model: "test/fake", found: 0, missed: 2 },
      { model: "test/fake", found: 2, missed: 0 },
    ]);
  });
});
