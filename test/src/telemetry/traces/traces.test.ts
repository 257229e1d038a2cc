import { context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { activate, active, traceFields } from "../../../../src/telemetry/traces/active.ts";
import { startTraces } from "../../../../src/telemetry/traces/traces.ts";
import { until } from "../../../support/processes.ts";
import { createRunQuery } from "../../../support/run-query.ts";

const said: string[] = [];
const log = {
  info: (_: object, message: string) => void said.push(`info: ${message}`),
  warn: (_: object, message: string) => void said.push(`warn: ${message}`),
  error: (_: object, message: string) => void said.push(`error: ${message}`),
};
beforeEach(() => void said.splice(0));
afterEach(() => [trace, context, propagation].forEach((api) => api.disable()));

const embed = (text: string) => `{ embedText(text: "${text}") { dimensions } }`;
/** As in a request that is traced. */
const inTrace = <T>(work: () => T): T => active.run(activate(request, ROOT_CONTEXT), work);
const ids = { traceId: "a".repeat(32), spanId: "b".repeat(16) };
const request = trace.wrapSpanContext({ ...ids, traceFlags: 1 });
const answer = { embedText: { dimensions: 8 } };

it("a collector that takes nothing is told of once, not per batch, and again when it is back", async () => {
  let status = 400;
  let batches = 0;
  const collector = createServer((request, response) => {
    batches++;
    request.resume().on("end", () => response.writeHead(status).end());
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  onTestFinished(() => void collector.close());
  process.env["OTEL_BSP_SCHEDULE_DELAY"] = "1";
  const { port } = collector.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/`;
  const traces = await startTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, log);
  const run = await createRunQuery();
  let texts = 0;
  await until(async () => {
    const { data } = await inTrace(() => run(embed(`text ${texts++}`)));
    expect(data).toEqual(answer);
    return batches >= 3;
  });
  status = 200;
  await inTrace(() => run(embed("the last")));
  await until(() => said.length > 1);
  await traces.close();
  expect(said).toEqual([
    "warn: the collector takes no traces; they are lost",
    "info: the collector takes traces again",
  ]);
});

it("a collector that is not there holds up neither requests nor, for long, the end", async () => {
  process.env["OTEL_BSP_SCHEDULE_DELAY"] = "1";
  const traces = await startTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" }, log);
  const run = await createRunQuery();
  expect((await inTrace(() => run(embed("a")))).data).toEqual(answer);
  await traces.close();
  expect((await run(embed("b"))).data).toEqual(answer);
});

it("an application's own SDK gets the spans, below its own", async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  const traces = await startTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: undefined }, log);
  const run = await createRunQuery();
  const own = provider.getTracer("application").startSpan("own");
  const ofOwn = trace.setSpan(ROOT_CONTEXT, own);
  const lists = await Promise.all([
    context.with(ofOwn, () => run(embed("a"))),
    context.with(ofOwn, () => run(embed("b"))),
  ]);
  expect(lists.map(({ data }) => data)).toEqual([answer, answer]);
  await run(embed("of no request"));
  await traces.close();
  await context.with(ofOwn, () => run(embed("nobody listens any more")));
  const spans = exporter.getFinishedSpans();
  expect(spans.map(({ name }) => name)).toEqual(["cache look-up", "embeddings test/fake"]);
  for (const span of spans) {
    expect(span.parentSpanContext?.spanId).toBe(own.spanContext().spanId);
    expect(span.links).toEqual([]);
  }
});

it("nothing is traced where nobody wants it", async () => {
  const traces = await startTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: undefined }, log);
  const { requesters } = await import("../../../../providers/tracing.ts");
  expect(requesters.hasSubscribers).toBe(false);
  await traces.close();
});

it("log lines of a traced request have the ids of its trace, others have none", () => {
  expect(inTrace(traceFields)).toEqual({ trace_id: ids.traceId, span_id: ids.spanId });
  expect(traceFields()).toEqual({});
});
