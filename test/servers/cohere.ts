import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { buffer } from "node:stream/consumers";
import { bytesOf, objection, type EmbedBody } from "./cohere-rules.ts";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import { vectorOf } from "./vector.ts";
import { listen } from "./listen.ts";

/** A server that speaks Cohere's v2/embed, refuses what Cohere refuses, and fails when told to. */
export interface CohereServer {
  /** For COHERE_BASE_URL. */
  readonly url: string;
  /** For CO_API_KEY. */
  readonly key: string;
  /** Every request that came with the key, in order. */
  readonly requests: readonly EmbedBody[];
  /** Of the same requests. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** Statuses of requests that broke a rule, not those that were told to fail. */
  readonly refusals: readonly number[];
  readonly faults: Faults;
  /** What it answers for one input. */
  vector(content: string | Uint8Array, dimensions: number, inputType?: string): Float32Array;
  close(): Promise<void>;
}

export async function startCohere(): Promise<CohereServer> {
  const key = "test-key-7f3a";
  const requests: EmbedBody[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const refusals: number[] = [];
  const faults = createFaults();
  const server = createServer((request, response) => {
    response.on("close", () => response.writableFinished || faults.emit("cancelled"));
    void answer(request, response, { key, requests, headers, refusals, faults }).catch(() =>
      response.destroy(),
    );
  });
  const { url, close } = await listen(server);
  return {
    url,
    key,
    requests,
    headers,
    refusals,
    faults,
    vector: (content, dimensions, inputType = "search_document") =>
      Float32Array.from(vectorOf(content, dimensions, inputType)),
    close,
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  {
    key,
    requests,
    headers,
    refusals,
    faults,
  }: {
    key: string;
    requests: EmbedBody[];
    headers: IncomingHttpHeaders[];
    refusals: number[];
    faults: Faults;
  },
): Promise<void> {
  const json = (status: number, body: object, more: Record<string, string> = {}) =>
    response
      .writeHead(status, { "content-type": "application/json", ...more })
      .end(JSON.stringify(body));
  const refuse = (status: number, message: string) => {
    refusals.push(status);
    json(status, { id: "1", message });
  };
  const payload = await buffer(request);
  if (request.method !== "POST" || request.url !== "/v2/embed") {
    return refuse(404, "no such page");
  }
  if (request.headers.authorization !== `Bearer ${key}`) {
    return refuse(401, "invalid api token");
  }
  if (payload.length > 20_000_000) {
    return refuse(413, "request is too large");
  }
  const body = JSON.parse(payload.toString()) as EmbedBody;
  requests.push(body);
  headers.push(request.headers);

  const fault = faults.next();
  if (fault === "hang") {
    return faults.emit("hanging");
  }
  if (fault === "drop") {
    return void request.socket.destroy();
  }
  if (typeof fault === "object" && "status" in fault) {
    const wait = fault.retryAfter ? { "retry-after": fault.retryAfter } : undefined;
    return void json(fault.status, { id: "1", message: fault.message ?? "told to fail" }, wait);
  }
  if (typeof fault === "object") {
    await fault.delay();
  }
  const refusal = await objection(body);
  if (refusal) {
    return refuse(refusal.status, refusal.message);
  }

  if (fault !== "truncated body") {
    return void json(200, embeddings(body, fault));
  }
  const half = JSON.stringify(embeddings(body, fault)).slice(0, 1000);
  response.writeHead(200, { "content-type": "application/json" });
  response.write(half, () => request.socket.destroy());
}

function embeddings(body: EmbedBody, fault: Fault | undefined): object {
  const contents: (string | Uint8Array)[] = body.texts
    ? [...body.texts]
    : (body.images ?? []).map(bytesOf);
  for (const { content } of body.inputs ?? []) {
    const parts = content.map((part) =>
      part.type === "text" ? part.text : bytesOf(part.image_url.url),
    );
    contents.push(parts.length === 1 ? parts[0]! : Buffer.concat(parts.map((p) => Buffer.from(p))));
  }
  const size = (body.output_dimension ?? 1536) - (fault === "wrong dimension" ? 1 : 0);
  const rows = contents
    .slice(fault === "fewer rows" ? 1 : 0)
    .map((content) => vectorOf(content, size, body.input_type));
  if (fault === "not a number") {
    rows[0]![0] = NaN;
  }

  const images = contents.filter((content) => typeof content !== "string").length;
  const encoders: Record<string, (row: number[]) => unknown> = {
    float: (row) => row,
    base64: (row) => Buffer.from(Float32Array.from(row).buffer).toString("base64"),
    ubinary: (row) => packed(row),
    binary: (row) => packed(row).map((byte) => byte - 128),
  };
  const wanted = body.embedding_types ?? ["float"];
  const types = fault === "no base64" ? wanted.filter((type) => type !== "base64") : wanted;
  return {
    id: "1",
    embeddings: Object.fromEntries(types.map((type) => [type, rows.map(encoders[type]!)])),
    response_type: "embeddings_by_type",
    meta: {
      api_version: { version: "2" },
      billed_units: images
        ? { images, image_tokens: images * 1000 }
        : { input_tokens: contents.length * 3 },
    },
  };
}

/** As NumPy's packbits of x > 0, which Cohere documents. */
function packed(row: readonly number[]): number[] {
  return Array.from({ length: row.length / 8 }, (_, i) =>
    row.slice(i * 8, i * 8 + 8).reduce((byte, x, bit) => byte + (x > 0 ? 2 ** (7 - bit) : 0), 0),
  );
}
