import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { buffer } from "node:stream/consumers";
import { rowsOf, rules } from "./bedrock-rules.ts";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import { objectionToSignature, type Keys } from "./signature.ts";
import { vectorOf } from "./vector.ts";
import { listen } from "./listen.ts";

/**
 * A server that speaks InvokeModel of Amazon Bedrock, refuses what that refuses, signatures first, and
 * fails when told to.
 */
export interface BedrockServer {
  /** For BEDROCK_ENDPOINT. */
  readonly url: string;
  readonly region: string;
  readonly keys: Keys;
  /** An API key that is as good. */
  readonly token: string;
  /** Every request whose signature was right, in order. */
  readonly requests: readonly { readonly model: string; readonly body: any }[];
  /** Of the same requests. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** Messages of refusals that were not told. */
  readonly refusals: readonly string[];
  readonly faults: Faults;
  /** What it answers for one input. */
  vector(content: string | Uint8Array, dimensions: number, options: string): Float32Array;
  close(): Promise<void>;
}

export async function startBedrock(): Promise<BedrockServer> {
  const state = {
    region: "us-east-1",
    keys: {
      accessKeyId: "AKIATESTTESTTEST",
      secretAccessKey: "secret/of+the/tests0123456789",
      sessionToken: "session-of-the-tests",
    },
    token: "bedrock-api-key-of-the-tests",
    requests: [] as { model: string; body: unknown }[],
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
    vector: (content, dimensions, options) =>
      Float32Array.from(vectorOf(content, dimensions, options)),
    close,
  };
}

interface State {
  readonly region: string;
  readonly keys: Keys;
  readonly token: string;
  readonly requests: { model: string; body: unknown }[];
  readonly headers: IncomingHttpHeaders[];
  readonly refusals: string[];
  readonly faults: Faults;
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State) {
  const { requests, headers, refusals, faults } = state;
  const fail = (status: number, name: string, message: string, more = {}) =>
    response
      .writeHead(status, {
        "content-type": "application/json",
        "x-amzn-errortype": `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/`,
        ...more,
      })
      .end(JSON.stringify({ message }));
  const refuse = (status: number, name: string, message: string) => {
    refusals.push(message);
    fail(status, name, message);
  };

  const payload = await buffer(request);
  const isToken = request.headers.authorization === `Bearer ${state.token}`;
  const objection =
    isToken || objectionToSignature(request, payload, { ...state, service: "bedrock" });
  if (typeof objection === "string") {
    return refuse(403, objection, `${objection}: the security token in the request is invalid.`);
  }
  const model = decodeURIComponent(/^\/model\/([^/]+)\/invoke$/.exec(request.url!)?.[1] ?? "");
  const body = JSON.parse(payload.toString());
  requests.push({ model, body });
  headers.push(request.headers);

  const fault = faults.next();
  if (fault === "hang") {
    return faults.emit("hanging");
  }
  if (fault === "drop") {
    return void request.socket.destroy();
  }
  if (typeof fault === "object" && "status" in fault) {
    const { status, name = "InternalServerException", message = "told to fail" } = fault;
    return fail(status, name, message, fault.retryAfter && { "retry-after": fault.retryAfter });
  }
  const wanted = rules[model];
  if (!wanted) {
    return refuse(400, "ValidationException", "The provided model identifier is invalid.");
  }
  if (payload.length > 25_000_000) {
    return refuse(413, "RequestEntityTooLargeException", "Request Entity Too Large");
  }
  const wrong = await wanted.objection(body);
  if (wrong) {
    return refuse(400, "ValidationException", wrong);
  }
  send(response, JSON.stringify(answered(model, body, fault)), {
    tokens: tokensOf(model, body),
    cutOff: fault === "truncated body",
  });
}

function answered(model: string, body: any, fault: Fault | undefined): object {
  const wanted = rules[model]!;
  const rows = rowsOf(wanted, body, fault === "wrong dimension" ? 1 : 0);
  if (fault === "not a number") {
    rows[0]![0] = NaN;
  }
  return fault === "fewer rows" ? {} : wanted.answer(rows, body);
}

/** Three a text, a thousand an image. */
function tokensOf(model: string, body: any): number {
  const contents = rules[model]!.contents(body);
  return contents.reduce<number>((sum, each) => sum + (typeof each === "string" ? 3 : 1000), 0);
}

function send(
  response: ServerResponse,
  text: string,
  { tokens, cutOff }: { tokens: number; cutOff: boolean },
) {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "x-amzn-bedrock-input-token-count": tokens,
  });
  return cutOff
    ? void response.write(text.slice(0, 1000), () => response.socket?.destroy())
    : void response.end(text);
}
