import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Engine } from "./engine.ts";
import type { ServedModel } from "./models.ts";
import { Refusal, type InferRequest } from "./rules.ts";
import { fromNumbers, toNumbers, type WireTensor } from "./tensors.ts";

/**
 * `refused`: a server without the binary data extension, to which a body with tensors behind its JSON is no
 * JSON. `json answers`: takes such bodies, answers numbers.
 */
export type BinaryExtension = "yes" | "refused" | "json answers";

export interface HttpOptions {
  readonly binary?: BinaryExtension;
  /** Triton's `/config`. */
  readonly config?: boolean;
  /** Requests without this `authorization` are refused. */
  readonly authorization?: string;
}

/** The REST form; `/counts`, for tests only, tells what it has counted. */
export function createHttp(engine: Engine, options: HttpOptions): RequestListener {
  const { binary = "yes", config = true, authorization } = options;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (authorization && request.headers.authorization !== authorization) {
      throw new Refusal(401, "not allowed");
    }
    const path = decodeURI(request.url!);
    const [, name, action] = /^\/v2\/models\/([^/]+)(?:\/(ready|config|infer))?$/.exec(path) ?? [];
    if (request.method === "POST" && name && action === "infer") {
      return infer(name, request, response);
    }
    if (path === "/v2/health/ready" || path === "/v2/health/live") {
      return void response.writeHead(engine.ready ? 200 : 400).end();
    }
    if (path === "/counts") {
      return json(response, 200, engine.counts);
    }
    if (!name || request.method !== "GET" || action === "infer") {
      throw new Refusal(404, "Not Found");
    }
    const model = engine.model(name);
    if (action === "ready") {
      return void response.writeHead(engine.ready ? 200 : 400).end();
    }
    if (action === "config") {
      if (!config) {
        throw new Refusal(404, "Not Found");
      }
      return json(response, 200, configOf(name, model));
    }
    const { inputs, outputs, platform = "test" } = model;
    json(response, 200, { name, versions: ["1"], platform, inputs, outputs });
  }

  async function infer(
    model: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const fault = engine.faults.next();
    const body = await buffer(request);
    if (fault === "hang") {
      return engine.faults.emit("hanging");
    }
    if (fault === "drop") {
      return void request.socket.destroy();
    }
    if (fault === "garbage") {
      return void response
        .writeHead(200, { "content-type": "application/json" })
        .end('{"outputs":[');
    }
    if (typeof fault === "object" && "status" in fault && fault.retryAfter) {
      response.setHeader("retry-after", fault.retryAfter);
    }
    const parsed = parse(model, request, body, binary);
    const outputs = await engine.infer(parsed, fault);
    send(response, model, outputs, parsed.binary && binary === "yes");
  }

  return (request, response) => {
    const { counts, faults } = engine;
    const counted = request.method === "POST";
    if (counted) {
      counts.requests++;
      counts.most = Math.max(counts.most, ++counts.now);
      response.on("close", () => counts.now--);
    }
    response.on("close", () => response.writableFinished || faults.emit("cancelled"));
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) {
        return response.destroy();
      }
      const status = error instanceof Refusal ? error.status : 500;
      json(response, status, { error: error instanceof Error ? error.message : String(error) });
    });
  };
}

/** Without the batch dimension, where the server makes batches. */
function configOf(name: string, { inputs, outputs, maxBatchSize = 0, platform = "" }: ServedModel) {
  const side = (specs: ServedModel["inputs"]) =>
    specs.map(({ name, datatype, shape }) => ({
      name,
      data_type: `TYPE_${datatype}`,
      dims: maxBatchSize > 0 ? shape.slice(1) : shape,
    }));
  return {
    name,
    platform,
    max_batch_size: maxBatchSize,
    input: side(inputs),
    output: side(outputs),
  };
}

interface JsonTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters?: { readonly binary_data_size?: number };
  readonly data?: readonly number[];
}

function parse(
  model: string,
  request: IncomingMessage,
  body: Buffer,
  binary: BinaryExtension,
): InferRequest & { readonly binary: boolean } {
  const length =
    binary === "refused" ? undefined : request.headers["inference-header-content-length"];
  const headerLength = length === undefined ? body.length : Number(length);
  if (!(headerLength <= body.length)) {
    throw new Refusal(400, "Inference-Header-Content-Length is longer than the body");
  }
  let header: {
    inputs?: readonly JsonTensor[];
    outputs?: readonly { name: string; parameters?: { binary_data?: boolean } }[];
    parameters?: { binary_data_output?: boolean };
  };
  try {
    header = JSON.parse(body.toString("utf8", 0, headerLength));
  } catch (error) {
    throw new Refusal(400, `failed to parse the request JSON buffer: ${String(error)}`);
  }
  let at = headerLength;
  const inputs = (header.inputs ?? []).map(({ name, datatype, shape, parameters, data }) => {
    const size = parameters?.binary_data_size;
    if (size !== undefined) {
      const bytes = body.subarray(at, (at += size));
      return { name, datatype, shape, bytes };
    }
    if (!data) {
      throw new Refusal(400, `input '${name}' has neither data nor binary_data_size`);
    }
    return { name, datatype, shape, bytes: fromNumbers(datatype, data.flat(Infinity) as number[]) };
  });
  if (at !== body.length) {
    throw new Refusal(400, `the inputs take ${at} bytes, the body has ${body.length}`);
  }
  const outputs = (header.outputs ?? []).map(({ name }) => name);
  const wanted = header.outputs?.some(({ parameters }) => parameters?.binary_data);
  return {
    model,
    inputs,
    outputs,
    binary: wanted ?? header.parameters?.binary_data_output ?? false,
  };
}

function send(
  response: ServerResponse,
  model: string,
  outputs: readonly WireTensor[],
  binary: boolean,
): void {
  const tensors = outputs.map(({ name, datatype, shape, bytes }) => ({
    name,
    datatype,
    shape,
    ...(binary
      ? { parameters: { binary_data_size: bytes.length } }
      : { data: toNumbers({ name, datatype, shape, bytes }) }),
  }));
  const header = Buffer.from(
    JSON.stringify({ model_name: model, model_version: "1", outputs: tensors }),
  );
  if (!binary) {
    return void response.writeHead(200, { "content-type": "application/json" }).end(header);
  }
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "inference-header-content-length": header.length,
  });
  response.write(header);
  for (const { bytes } of outputs) {
    response.write(bytes);
  }
  response.end();
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
