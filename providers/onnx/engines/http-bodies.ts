import { z } from "zod";
import type { Feeds } from "../worker/graph.ts";
import { type AnsweredTensor, malformed } from "./answer.ts";
import type { Metadata } from "./description.ts";
import { bytesOf, datatypeOf } from "./tensors.ts";

/** A body in parts, and what is said of it. */
interface Body {
  readonly chunks: Buffer[];
  readonly headers: Record<string, string>;
}

/** Tensors lie behind the JSON that describes them: Triton's binary data extension. */
export function binaryRequest(feeds: Feeds, output: string): Body {
  const tensors = Object.values(feeds).map(({ data }) => bytesOf(data));
  const inputs = Object.entries(feeds).map(([name, { data, dims }], i) => ({
    name,
    datatype: datatypeOf(data),
    shape: dims,
    parameters: { binary_data_size: tensors[i]!.length },
  }));
  const outputs = [{ name: output, parameters: { binary_data: true } }];
  const header = Buffer.from(JSON.stringify({ inputs, outputs }));
  const chunks = [header, ...tensors];
  return {
    chunks,
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(chunks.reduce((all, { length }) => all + length, 0)),
      "inference-header-content-length": String(header.length),
    },
  };
}

export function jsonRequest(feeds: Feeds, output: string): Body {
  const inputs = Object.entries(feeds).map(([name, { data, dims }]) => ({
    name,
    datatype: datatypeOf(data),
    shape: dims,
    data: Array.from(data, Number),
  }));
  const body = Buffer.from(JSON.stringify({ inputs, outputs: [{ name: output }] }));
  return {
    chunks: [body],
    headers: { "content-type": "application/json", "content-length": String(body.length) },
  };
}

/**
 * @param headerLength bytes of JSON in front of the tensors; all where it is absent
 * @throws EngineFailure `malformed`
 */
export function readOutputs(bytes: Buffer, headerLength: unknown): AnsweredTensor[] {
  const length = headerLength === undefined ? bytes.length : Number(headerLength);
  const { outputs } = parse(answerSchema, bytes.subarray(0, length), "outputs");
  let at = length;
  return outputs.map(({ name, datatype, shape, parameters, data }) => {
    const size = parameters?.binary_data_size;
    if (size === undefined) {
      // No tensor is as deep: what is deeper is no number, and read as such.
      const numbers = Array.isArray(data) ? (data.flat(16) as number[]) : [];
      return { name, datatype, shape, numbers };
    }
    return { name, datatype, shape, bytes: bytes.subarray(at, (at += size)) };
  });
}

export function readMetadata(bytes: Buffer): Metadata {
  return parse(metadataSchema, bytes, "metadata");
}

/** @returns `max_batch_size` */
export function readConfig(bytes: Buffer): number {
  return parse(configSchema, bytes, "a configuration").max_batch_size;
}

function parse<T>(schema: z.ZodType<T>, bytes: Buffer, what: string): T {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch (cause) {
    throw malformed(`${what} that are no JSON`, cause);
  }
  const { data, error } = schema.safeParse(json);
  if (!data) {
    throw malformed(`${what} of another form: ${z.prettifyError(error!).slice(0, 300)}`);
  }
  return data;
}

const tensor = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number()) });
const answerSchema = z.object({
  outputs: z.array(
    tensor.extend({
      parameters: z.object({ binary_data_size: z.number().int().min(0).optional() }).optional(),
      data: z.unknown().optional(),
    }),
  ),
});
const metadataSchema = z.object({
  platform: z.string().default(""),
  versions: z.array(z.string()).default([]),
  inputs: z.array(tensor).default([]),
  outputs: z.array(tensor).default([]),
});
const configSchema = z.object({ max_batch_size: z.number().int().default(0) });
