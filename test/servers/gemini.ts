import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { buffer } from "node:stream/consumers";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import {
  batchObjection,
  keyInvalid,
  modelName,
  vertexObjection,
  type EmbedRequest,
  type Refusal,
} from "./gemini-rules.ts";
import { vectorOf } from "./vector.ts";
import { listen } from "./listen.ts";

/**
 * gemini-embedding-2 at both places of Google's: the Gemini API with a key, and Vertex AI, here
 * without credentials. It refuses what they refuse, and fails when told to.
 */
export interface GeminiServer {
  /** For GEMINI_BASE_URL. */
  readonly url: string;
  /** For VERTEX_ENDPOINT. */
  readonly endpoint: string;
  /** For GEMINI_API_KEY. */
  readonly key: string;
  /** What was asked, in order: of each call its requests. */
  readonly calls: readonly (readonly EmbedRequest[])[];
  readonly paths: readonly string[];
  readonly headers: readonly IncomingHttpHeaders[];
  /** Messages about requests that broke a rule, not those that were told to fail. */
  readonly refusals: readonly string[];
  readonly faults: Faults;
  /** What it answers for parts of one content: they are one vector. */
  vector(parts: string | Uint8Array | readonly (string | Uint8Array)[], size: number): Float32Array;
  close(): Promise<void>;
}

const vertexPath = new RegExp(
  `^/v1(?:beta1)?/projects/[\\w-]+/locations/[\\w-]+/publishers/google/models/${modelName}:embedContent$`,
);

export async function startGemini(): Promise<GeminiServer> {
  const state = {
    key: "test-gemini-key-51c9",
    calls: [] as (readonly EmbedRequest[])[],
    paths: [] as string[],
    headers: [] as IncomingHttpHeaders[],
    refusals: [] as string[],
    faults: createFaults(),
  };
  const server = createServer((request, response) => {
    response.on("close", () => response.writableFinished || state.faults.emit("cancelled"));
    void answer(request, response, state).catch(() => response.destroy());
  });
  const { url, close } = await listen(server);
  return {
    ...state,
    url,
    endpoint: new URL(url).host,
    vector: (parts, size) => Float32Array.from(fused([parts].flat(), size)),
    close,
  };
}

type State = Pick<GeminiServer, "key" | "faults"> & {
  readonly calls: (readonly EmbedRequest[])[];
  readonly paths: string[];
  readonly headers: IncomingHttpHeaders[];
  readonly refusals: string[];
};

async function answer(request: IncomingMessage, response: ServerResponse, state: State) {
  const json = (status: number, body: object) =>
    response
      .writeHead(status, { "content-type": "application/json; charset=UTF-8" })
      .end(JSON.stringify(body, null, 2));
  const refuse = (error: Refusal) => {
    state.refusals.push(error.message);
    json(error.code, { error });
  };
  const body = JSON.parse((await buffer(request)).toString()) as EmbedRequest & {
    requests?: EmbedRequest[];
  };
  const path = request.url!;
  const onVertex = vertexPath.test(path);
  const isBatch = path === `/v1beta/models/${modelName}:batchEmbedContents`;
  if (request.method !== "POST" || (!onVertex && !isBatch)) {
    return refuse({ code: 404, status: "NOT_FOUND", message: `${path} is not found.` });
  }
  if (isBatch && request.headers["x-goog-api-key"] !== state.key) {
    return refuse(keyInvalid);
  }
  state.calls.push(body.requests ?? [body]);
  state.paths.push(path);
  state.headers.push(request.headers);

  const fault = state.faults.next();
  if (fault === "hang") {
    return state.faults.emit("hanging");
  }
  if (fault === "drop") {
    return void request.socket.destroy();
  }
  if (typeof fault === "object" && "status" in fault) {
    return void json(fault.status, { error: toldToFail(fault) });
  }
  if (typeof fault === "object") {
    await fault.delay();
  }
  const refusal = await (onVertex ? vertexObjection(body) : batchObjection(body));
  if (refusal) {
    return refuse(refusal);
  }
  const result = embeddings(body.requests ?? [body], fault);
  const answered = onVertex ? forVertex(result) : result;
  if (fault !== "truncated body") {
    return void json(200, answered);
  }
  response.writeHead(200, { "content-type": "application/json; charset=UTF-8" });
  response.write(JSON.stringify(answered).slice(0, 1000), () => request.socket.destroy());
}

function toldToFail(fault: Extract<Fault, { status: number }>): Refusal {
  const delay = {
    "@type": "type.googleapis.com/google.rpc.RetryInfo",
    retryDelay: `${fault.retryAfter}s`,
  };
  return {
    code: fault.status,
    status: states[fault.status] ?? "UNKNOWN",
    message: fault.message ?? "told to fail",
    ...(fault.retryAfter && { details: [delay] }),
  };
}

const states: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  501: "UNIMPLEMENTED",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

function embeddings(requests: readonly EmbedRequest[], fault: Fault | undefined) {
  const rows = requests.slice(fault === "fewer rows" ? 1 : 0).map((request) => {
    const { outputDimensionality = 3072 } = { ...request, ...request.embedContentConfig };
    const parts = (request.content.parts ?? []).map(({ text, inlineData }) =>
      inlineData ? Buffer.from(inlineData.data, "base64") : text!,
    );
    return fused(parts, outputDimensionality - (fault === "wrong dimension" ? 1 : 0));
  });
  if (fault === "not a number") {
    rows[0]![0] = NaN;
  }
  return {
    embeddings: rows.map((values) => ({ values })),
    usageMetadata: { promptTokenCount: requests.length * 7 },
  };
}

function forVertex({ embeddings: [embedding], usageMetadata }: ReturnType<typeof embeddings>) {
  return { embedding, usageMetadata, truncated: false };
}

/** What makes Gemini's users lose data: several parts are one vector. */
function fused(parts: readonly (string | Uint8Array)[], size: number): number[] {
  return vectorOf(Buffer.concat(parts.map((part) => Buffer.from(part as string))), size);
}
