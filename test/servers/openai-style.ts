import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { json as readJson } from "node:stream/consumers";
import type { DialectName } from "../../providers/remote/dialects.ts";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import {
  type Part,
  pixelsOf,
  Refusal,
  rules,
  type Served,
  type Understood,
} from "./openai-style-rules.ts";
import { vectorOf } from "./vector.ts";
import { listen } from "./listen.ts";

/** An embedding server that speaks like one engine, refuses what it refuses, and fails when told to. */
export interface OpenAiStyleServer {
  readonly url: string;
  readonly key: string;
  readonly served: Served;
  /** Bodies of all requests that came with the key, in order; a test may empty it. */
  readonly requests: Record<string, unknown>[];
  readonly headers: IncomingHttpHeaders[];
  /** Messages to requests that broke a rule, not to those that were told to fail. */
  readonly refusals: string[];
  readonly faults: Faults;
  /** What it answers for one input. */
  vector(part: Part, dimensions: number, options?: string): Promise<Float32Array>;
  close(): Promise<void>;
}

export async function startOpenAiStyle(
  dialect: DialectName,
  served: Served,
): Promise<OpenAiStyleServer> {
  const key = "test-key-4c1d";
  const requests: Record<string, unknown>[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const refusals: string[] = [];
  const faults = createFaults();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, understand } = rules[dialect];
    const json = (status: number, body: object, more: Record<string, string> = {}) =>
      void response
        .writeHead(status, { "content-type": "application/json", ...more })
        .end(JSON.stringify(body));
    const body = (await readJson(request)) as Record<string, unknown>;
    if (request.method !== "POST" || request.url !== path) {
      return json(404, { detail: "Not Found" });
    }
    if (request.headers.authorization !== `Bearer ${key}`) {
      return json(401, { error: "Unauthorized" });
    }
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
      return json(fault.status, { error: { message: fault.message ?? "told to fail" } }, wait);
    }
    if (body["model"] !== served.model) {
      return json(404, {
        error: { message: `The model ${String(body["model"])} does not exist.` },
      });
    }
    try {
      const understood = understand(body, served);
      const rows = await rowsOf(understood, served, fault);
      json(
        200,
        dialect === "vllm-cohere"
          ? byType(rows, understood, fault)
          : listed(rows, understood, fault),
      );
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      refusals.push(error.message);
      json(error.status, { error: { message: error.message } });
    }
  }

  const server = createServer((request, response) => {
    response.on("close", () => response.writableFinished || faults.emit("cancelled"));
    void answer(request, response).catch(() => response.destroy());
  });
  const { url, close } = await listen(server);
  return {
    url,
    key,
    served,
    requests,
    headers,
    refusals,
    faults,
    vector: async (part, dimensions, options) =>
      Float32Array.from(vectorOf(await contentOf([part]), dimensions, options)),
    close,
  };
}

async function rowsOf(
  { vectors, dimensions, options }: Understood,
  served: Served,
  fault: Fault | undefined,
): Promise<number[][]> {
  const size = (dimensions ?? served.dimensions) - (fault === "wrong dimension" ? 1 : 0);
  const rows = await Promise.all(
    vectors.map(async (parts) => vectorOf(await contentOf(parts), size, options)),
  );
  if (fault === "not a number") {
    rows[0]![0] = NaN;
  }
  return fault === "fewer rows" ? rows.slice(1) : fault === "fused" ? rows.slice(0, 1) : rows;
}

async function contentOf(parts: readonly Part[]): Promise<string | Uint8Array> {
  const contents = await Promise.all(
    parts.map((part) => (typeof part === "string" ? part : pixelsOf(part))),
  );
  return contents.length === 1 ? contents[0]! : Buffer.concat(contents.map((c) => Buffer.from(c)));
}

function encode(row: number[], encoding: string, fault: Fault | undefined): unknown {
  return encoding === "base64" && fault !== "no base64"
    ? Buffer.from(Float32Array.from(row).buffer).toString("base64")
    : row;
}

/** In OpenAI's form rows say where they belong: their order says nothing. */
function listed(rows: number[][], { vectors, encoding }: Understood, fault: Fault | undefined) {
  const data = rows.map((row, index) => ({
    object: "embedding",
    index: fault === "wrong order" ? 0 : index,
    embedding: encode(row, encoding, fault),
  }));
  const usage = { prompt_tokens: vectors.length * 3, total_tokens: vectors.length * 3 };
  return { object: "list", model: "any", data: data.toReversed(), usage };
}

function byType(rows: number[][], { vectors, encoding }: Understood, fault: Fault | undefined) {
  const type = fault === "no base64" ? "float" : encoding;
  return {
    id: "embd-1",
    embeddings: { [type]: rows.map((row) => encode(row, encoding, fault)) },
    meta: { api_version: { version: "2" }, tokens: { input_tokens: vectors.length * 3 } },
  };
}
