import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import protobuf from "protobufjs";
import { until } from "../support/processes.ts";
import { listen } from "./listen.ts";

/** A span as it came, with ids in hexadecimal and times in milliseconds. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty where it has none. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly string[];
  readonly failed: boolean;
  readonly statusMessage: string;
}

/** A collector that takes traces by OTLP over HTTP, in protobuf. */
export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Of what sent the spans. */
  readonly resource: Readonly<Record<string, unknown>>;
  /** Every byte that came. */
  readonly bytes: () => Buffer;
  /** The spans that fit, once there are so many. */
  find(count: number, fits: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan[]>;
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const resource: Record<string, unknown> = {};
  const bodies: Buffer[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const zipped = request.headers["content-encoding"] === "gzip";
    const isTraces =
      request.method === "POST" &&
      request.url === "/v1/traces" &&
      request.headers["content-type"] === "application/x-protobuf";
    if (!isTraces) {
      return void response.writeHead(400).end();
    }
    const bytes = zipped ? gunzipSync(body) : body;
    bodies.push(bytes);
    const message = Request.toObject(Request.decode(bytes), {
      enums: String,
      longs: String,
      defaults: true,
      oneofs: true,
    });
    for (const { resource: from, scopeSpans } of message["resourceSpans"]) {
      Object.assign(resource, attributesOf(from.attributes));
      for (const scope of scopeSpans) {
        spans.push(...scope.spans.map(received));
      }
    }
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  const { url, close } = await listen(server);
  return {
    url,
    spans,
    resource,
    bytes: () => Buffer.concat(bodies),
    async find(count, fits) {
      await until(() => spans.filter(fits).length >= count);
      return spans.filter(fits);
    },
    close,
  };
}

// As protobufjs gives them.
function received(span: Record<string, any>): ReceivedSpan {
  return {
    traceId: hex(span["traceId"]),
    spanId: hex(span["spanId"]),
    parentSpanId: hex(span["parentSpanId"]),
    name: span["name"],
    kind: span["kind"],
    startedAt: Number(BigInt(span["startTimeUnixNano"]) / 1000n) / 1000,
    endedAt: Number(BigInt(span["endTimeUnixNano"]) / 1000n) / 1000,
    attributes: attributesOf(span["attributes"]),
    links: span["links"].map((link: { spanId: Uint8Array }) => hex(link.spanId)),
    failed: span["status"]?.code === "STATUS_CODE_ERROR",
    statusMessage: span["status"]?.message ?? "",
  };
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

function attributesOf(list: readonly { key: string; value: any }[]): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: Record<string, any>): unknown {
  switch (value["value"]) {
    case "arrayValue":
      return value["arrayValue"].values.map(plain);
    case "intValue":
      return Number(value["intValue"]);
    default:
      return value[value["value"]];
  }
}

/** What is needed of opentelemetry-proto 1.x: collector/trace/v1, trace/v1, resource/v1, common/v1. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    string trace_state = 3;
    bytes parent_span_id = 4;
    string name = 5;
    SpanKind kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    repeated Link links = 13;
    Status status = 15;
  }
  message Link { bytes trace_id = 1; bytes span_id = 2; }
  message Status { string message = 2; StatusCode code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value {
      string string_value = 1;
      bool bool_value = 2;
      int64 int_value = 3;
      double double_value = 4;
      ArrayValue array_value = 5;
    }
  }
  message ArrayValue { repeated AnyValue values = 1; }
  enum SpanKind { UNSPECIFIED = 0; INTERNAL = 1; SERVER = 2; CLIENT = 3; PRODUCER = 4; CONSUMER = 5; }
  enum StatusCode { STATUS_CODE_UNSET = 0; STATUS_CODE_OK = 1; STATUS_CODE_ERROR = 2; }
`);
const Request = root.lookupType("ExportTraceServiceRequest");
