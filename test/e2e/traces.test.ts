import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { embedded } from "../../models/catalog/embedded.ts";
import type { Gateway } from "../../src/gateway.ts";
import { type Collector, type ReceivedSpan, startCollector } from "../servers/collector.ts";
import { type CohereServer, startCohere } from "../servers/cohere.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { until } from "../support/processes.ts";
import { type Answer, post, startTestGateway } from "../support/start-gateway.ts";

/** Gateways that send their traces to a collector: one with real providers, one with a fake. */
let collector: Collector;
let cohere: CohereServer;
let gateway: Gateway;
let fakeGateway: Gateway;
const fake = createFakeProvider();

beforeAll(async () => {
  process.env["OTEL_BSP_SCHEDULE_DELAY"] = "20";
  process.env["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=test";
  [collector, cohere] = await Promise.all([startCollector(), startCohere()]);
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  gateway = await startTestGateway({
    ...traced,
    CO_API_KEY: cohere.key,
    COHERE_BASE_URL: cohere.url,
  });
  fakeGateway = await startTestGateway(
    { ...traced, DEFAULT_MODEL: fakeModel.id },
    { models: [fakeModel], providers: { fake } },
  );
});
afterAll(async () => {
  await Promise.all([fakeGateway.close(), gateway.close()]);
  await Promise.all([collector.close(), cohere.close()]);
});

let lastTrace = 0;

/** Asks as a client that is traced itself. */
async function ask(
  of: Gateway,
  query: string,
  { variables = {}, flags = "01", headers = {} }: AskOptions = {},
): Promise<{ traceId: string; answer: Answer }> {
  const traceId = (++lastTrace).toString(16).padStart(32, "a");
  const answer = await post(of, query, variables, {
    headers: {
      "content-type": "application/json",
      traceparent: `00-${traceId}-${clientSpan}-${flags}`,
      ...headers,
    },
  });
  return { traceId, answer };
}
interface AskOptions {
  variables?: Record<string, unknown>;
  flags?: string;
  headers?: Record<string, string>;
}
const clientSpan = "00f067aa0ba902b7";

/** The spans of a trace, when its request has ended. */
async function traceOf(traceId: string): Promise<ReceivedSpan[]> {
  await collector.find(1, (span) => span.traceId === traceId && span.parentSpanId === clientSpan);
  return collector.spans.filter((span) => span.traceId === traceId);
}
const named = (spans: readonly ReceivedSpan[], name: string) => {
  const found = spans.filter((span) => span.name === name);
  expect(found.map((span) => span.name)).toEqual([name]);
  return found[0]!;
};

const sum = (spans: readonly ReceivedSpan[], attribute: string) =>
  spans.reduce((total, { attributes }) => total + Number(attributes[attribute]), 0);

it("a request is a trace: the operation, the cache, the pass, the call, the model's process", async () => {
  const { traceId, answer } = await ask(
    gateway,
    `query Words { embedTexts(texts: ["a secret text", "another one"]) { tokens } }`,
  );
  const tokens = answer.data.embedTexts.map((each: { tokens: number }) => each.tokens);
  const spans = await traceOf(traceId);
  const operation = named(spans, "query Words");
  // A slow first step may leave without the others.
  const cache = spans.filter(({ name }) => name === "cache look-up");
  const pass = named(spans, `embeddings ${embedded.id}`);
  const call = named(spans, "onnx call");
  const worker = named(spans, "model process");

  expect(operation).toMatchObject({ kind: "SERVER", parentSpanId: clientSpan, failed: false });
  expect(operation.attributes).toMatchObject({
    "graphql.operation.name": "Words",
    "graphql.operation.type": "query",
    "http.request.method": "POST",
    "http.response.status_code": 200,
    "parallax.cache.hits": 0,
  });
  expect(cache[0]).toMatchObject({ kind: "INTERNAL", parentSpanId: operation.spanId });
  expect(sum(cache, "parallax.cache.keys")).toBe(2);
  expect(sum(cache, "parallax.cache.hits")).toBe(0);
  expect(pass).toMatchObject({ kind: "CLIENT", parentSpanId: operation.spanId, links: [] });
  expect(pass.attributes).toMatchObject({
    "gen_ai.operation.name": "embeddings",
    "gen_ai.provider.name": "onnx",
    "gen_ai.request.model": embedded.id,
    "gen_ai.embeddings.dimension.count": embedded.dimensions,
    "gen_ai.usage.input_tokens": tokens[0] + tokens[1],
    "parallax.batch_size": 2,
    "parallax.modality": "TEXT",
    "parallax.queue_wait_max": expect.any(Number),
  });
  expect(call).toMatchObject({ kind: "CLIENT", parentSpanId: pass.spanId });
  expect(worker).toMatchObject({ kind: "SERVER", parentSpanId: call.spanId });
  expect(worker.attributes["process.pid"]).not.toBe(process.pid);
  for (const name of ["load", "tokenize", "run"]) {
    const step = named(spans, name);
    expect(step).toMatchObject({ kind: "INTERNAL", parentSpanId: worker.spanId });
    expect(step.startedAt).toBeGreaterThan(worker.startedAt - 1);
    expect(step.endedAt).toBeLessThan(worker.endedAt + 1);
  }
  expect(worker.startedAt).toBeGreaterThan(call.startedAt - 50);
  expect(collector.resource).toMatchObject({
    "service.name": "parallax",
    "service.version": expect.any(String),
    "deployment.environment.name": "test",
  });
});

it("what the cache knows needs no pass, and the operation says so", async () => {
  const query = `{ embedText(text: "twice") { timing { cached } } }`;
  await ask(fakeGateway, query);
  const { traceId } = await ask(fakeGateway, query);
  const spans = await traceOf(traceId);
  expect(spans.map(({ name }) => name).toSorted()).toEqual(["cache look-up", "query"]);
  expect(named(spans, "query").attributes).toMatchObject({ "parallax.cache.hits": 1 });
  expect(named(spans, "cache look-up").attributes).toMatchObject({ "parallax.cache.hits": 1 });
});

it("a request of another API is named by its route", async () => {
  const traceId = (++lastTrace).toString(16).padStart(32, "a");
  await fetch(`${fakeGateway.url}/v1/embeddings`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      traceparent: `00-${traceId}-${clientSpan}-01`,
    },
    body: JSON.stringify({ input: "in OpenAI's form" }),
  });
  const { attributes } = named(await traceOf(traceId), "POST /v1/embeddings");
  expect(attributes).toMatchObject({
    "http.request.method": "POST",
    "http.route": "/v1/embeddings",
    "http.response.status_code": 200,
    "parallax.points": 1,
    "parallax.models": [fakeModel.id],
  });
  expect(Object.keys(attributes).filter((name) => name.startsWith("graphql"))).toEqual([]);
});

it("a pass that requests share is one span with a link to each, and each has one to it", async () => {
  fake.hold();
  const query = (text: string) => `{ embedTexts(texts: ["${text}"]) { tokens } }`;
  const first = ask(fakeGateway, query("goes ahead"));
  await until(() => fake.running === 1);
  const sharing = [ask(fakeGateway, query("b 1")), ask(fakeGateway, query("c 2"))];
  await until(async () => {
    const metrics = await (await fetch(`${fakeGateway.url}/metrics`)).text();
    return metrics.includes('parallax_queue_depth{model="test/fake"} 2\n');
  });
  fake.release();
  await first;
  const traces = await Promise.all(
    (await Promise.all(sharing)).map((each) => traceOf(each.traceId)),
  );
  const requests = traces.map((spans) => named(spans, "query"));
  const passes = await collector.find(
    1,
    ({ attributes, links }) => attributes["parallax.batch_size"] === 2 && links.length > 0,
  );

  expect(passes.length).toBe(1);
  const [pass] = passes;
  expect(pass!.links.toSorted()).toEqual(requests.map(({ spanId }) => spanId).toSorted());
  expect(requests.map(({ spanId }) => spanId)).toContain(pass!.parentSpanId);
  for (const request of requests) {
    expect(request.links).toContain(pass!.spanId);
  }
});

const embedText = `query Embed($text: String!, $model: ID!) {
  embedText(text: $text, model: $model) { dimensions }
}`;

it("Cohere is told of the call's span, with the tokens that it bills; a retry is a span of its own", async () => {
  cohere.faults.add({ status: 503, message: "busy with a secret text" });
  const { traceId, answer } = await ask(gateway, embedText, {
    variables: { text: "a secret text for Cohere", model: "cohere/embed-v4.0" },
    headers: { baggage: "user=somebody" },
  });
  expect(answer.errors).toBeUndefined();
  const spans = await traceOf(traceId);
  const pass = named(spans, "embeddings cohere/embed-v4.0");
  const calls = spans.filter(({ name }) => name === "cohere call");
  const { hostname, port } = new URL(cohere.url);

  expect(pass.attributes).toMatchObject({ "gen_ai.usage.input_tokens": 3 });
  expect(calls.map(({ failed, attributes }) => [failed, attributes["error.type"]])).toEqual([
    [true, "PROVIDER_FAILED"],
    [false, undefined],
  ]);
  expect(calls[0]!.attributes).toMatchObject({ "http.response.status_code": 503 });
  for (const [i, call] of calls.entries()) {
    expect(call).toMatchObject({ parentSpanId: pass.spanId, kind: "CLIENT" });
    expect(call.attributes).toMatchObject({
      "server.address": hostname,
      "server.port": Number(port),
    });
    expect(cohere.headers[i]!["traceparent"]).toBe(`00-${traceId}-${call.spanId}-01`);
    expect(cohere.headers[i]!["baggage"]).toBeUndefined();
  }
});

it("a failure is named by its code, on every span that it passed", async () => {
  cohere.faults.add({ status: 401 });
  const { traceId, answer } = await ask(gateway, embedText, {
    variables: { text: "c", model: "cohere/embed-v4.0" },
  });
  const code = answer.errors![0]!.extensions.code;
  const spans = await traceOf(traceId);
  for (const name of ["query Embed", "embeddings cohere/embed-v4.0", "cohere call"]) {
    const span = named(spans, name);
    expect(span).toMatchObject({ failed: true, statusMessage: "" });
    expect(span.attributes["error.type"]).toBe(code);
  }
  const refused = await ask(gateway, "{ embedText(text: 7) { tokens } }");
  const [request] = await traceOf(refused.traceId);
  expect(request).toMatchObject({ failed: false });
  expect(request!.attributes["parallax.error_codes"]).toEqual([
    ...new Set(refused.answer.errors!.map((error) => error.extensions.code)),
  ]);
});

it("a caller whose trace is not sampled is not traced; a wrong traceparent is as good as none", async () => {
  const query = 'query Unsampled { embedText(text: "unsampled") { tokens } }';
  const unsampled = await ask(gateway, query, { flags: "00" });
  await ask(gateway, "query Wrong { defaultModel: models { id } }", {
    headers: { traceparent: "00-xyz-1-01", tracestate: "=" },
  });
  const [wrong] = await collector.find(1, ({ name }) => name === "query Wrong");
  expect(wrong!.parentSpanId).toBe("");
  expect(collector.spans.filter(({ traceId }) => traceId === unsampled.traceId)).toEqual([]);
});

it("photos are decoded and run in the model's process; nothing that was sent is exported", async () => {
  const photo = readFileSync("test/fixtures/photos/coffee.jpg").toString("base64");
  const { traceId } = await ask(
    gateway,
    `query ($image: ImageInput!) {
      classify(image: $image, labels: ["a secret label"]) { labels { label } }
    }`,
    { variables: { image: { base64: photo } } },
  );
  const spans = await traceOf(traceId);
  named(spans, "decode");
  const bytes = collector.bytes();
  expect(bytes.includes(`embeddings ${embedded.id}`)).toBe(true);
  for (const secret of ["secret", photo.slice(0, 40), cohere.key]) {
    expect(bytes.includes(secret)).toBe(false);
  }
});
