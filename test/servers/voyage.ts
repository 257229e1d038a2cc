import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import { vectorOf } from "./vector.ts";
import {
  bytesOf,
  readRequest,
  type VoyageBody,
  type VoyageContent,
  type VoyageUsage,
} from "./voyage-rules.ts";
import { listen } from "./listen.ts";

/** A server that speaks v1/multimodalembeddings, refuses what Voyage refuses, and fails when told to. */
export interface VoyageServer {
  /** For VOYAGE_BASE_URL. */
  readonly url: string;
  /** For VOYAGE_API_KEY. */
  readonly key: string;
  /** Every request that came with the key, in order. */
  readonly requests: readonly VoyageBody[];
  /** What was said to requests that broke a rule. */
  readonly refusals: readonly string[];
  readonly faults: Faults;
  /** What it answers for one input. */
  vector(
    content: string | Uint8Array,
    dimensions: number,
    inputType?: "document" | "query" | "",
  ): Float32Array;
  close(): Promise<void>;
}

export async function startVoyage(): Promise<VoyageServer> {
  const key = "pa-test-key-91c2";
  const requests: VoyageBody[] = [];
  const refusals: string[] = [];
  const faults = createFaults();
  const server = createServer((request, response) => {
    response.on("close", () => response.writableFinished || faults.emit("cancelled"));
    void answer(request, response, { key, requests, refusals, faults }).catch(() =>
      response.destroy(),
    );
  });
  const { url, close } = await listen(server);
  return {
    url,
    key,
    requests,
    refusals,
    faults,
    vector: (content, dimensions, inputType = "document") =>
      Float32Array.from(vectorOf(content, dimensions, inputType)),
    close,
  };
}

interface State {
  readonly key: string;
  readonly requests: VoyageBody[];
  readonly refusals: string[];
  readonly faults: Faults;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { key, requests, refusals, faults }: State,
): Promise<void> {
  const json = (status: number, body: object, more: Record<string, string> = {}) =>
    void response
      .writeHead(status, { "content-type": "application/json", ...more })
      .end(JSON.stringify(body));
  const payload = await buffer(request);
  if (request.method !== "POST" || request.url !== "/v1/multimodalembeddings") {
    return json(404, { detail: "Not Found" });
  }
  if (request.headers.authorization !== `Bearer ${key}`) {
    return json(401, { detail: "Provided API key is invalid." });
  }
  const body = JSON.parse(payload.toString()) as VoyageBody;
  requests.push(body);

  const fault = faults.next();
  if (fault === "hang") {
    return faults.emit("hanging");
  }
  if (fault === "drop") {
    return void request.socket.destroy();
  }
  if (typeof fault === "object" && "status" in fault) {
    const wait = fault.retryAfter ? { "retry-after": fault.retryAfter } : undefined;
    return json(fault.status, { detail: fault.message ?? "told to fail" }, wait);
  }
  if (typeof fault === "object") {
    await fault.delay();
  }
  if (body.model !== "voyage-multimodal-3.5") {
    return json(400, { detail: `Model ${body.model} is not supported.` });
  }
  const usage = await readRequest(body).catch((error: Error) => error);
  if (usage instanceof Error) {
    refusals.push(usage.message);
    return json(400, { detail: usage.message });
  }
  if (fault !== "truncated body") {
    return json(200, embeddings(body, usage, fault));
  }
  const half = JSON.stringify(embeddings(body, usage, fault)).slice(0, 1000);
  response.writeHead(200, { "content-type": "application/json" });
  response.write(half, () => request.socket.destroy());
}

/** All of an input is one vector. Rows say where they belong; here the last comes first. */
function embeddings(body: VoyageBody, usage: VoyageUsage, fault: Fault | undefined): object {
  const size = (body.output_dimension ?? 1024) - (fault === "wrong dimension" ? 1 : 0);
  const rows = body.inputs.map(({ content }) =>
    vectorOf(Buffer.concat(content.map(bytesIn)), size, body.input_type ?? ""),
  );
  if (fault === "not a number") {
    rows[0]![0] = NaN;
  }
  const asBase64 = body.encoding_format === "base64" && fault !== "no base64";
  const data = rows.map((row, index) => ({
    object: "embedding",
    embedding: asBase64 ? Buffer.from(Float32Array.from(row).buffer).toString("base64") : row,
    index,
  }));
  return {
    object: "list",
    data: data.slice(fault === "fewer rows" ? 1 : 0).toReversed(),
    model: body.model,
    usage,
  };
}

function bytesIn(part: VoyageContent): Buffer {
  switch (part.type) {
    case "text":
      return Buffer.from(part.text);
    case "image_base64":
      return bytesOf(part.image_base64);
    case "video_base64":
      return bytesOf(part.video_base64);
    default:
      throw new Error("nothing is fetched here");
  }
}
