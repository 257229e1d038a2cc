import { z } from "zod";
import type { GatewayError } from "../../../models/errors.ts";
import type { HubFile } from "../../../models/model.ts";
import { nameOf } from "./file-facts.ts";
import { unavailable } from "./failures.ts";

/** What a checkpoint learned about scores; both are lost where its towers are exported apart. */
export interface Scalars {
  /** The factor itself: exp of the tensor, e.g. 100 for CLIP. */
  readonly logitScale: number;
  /** Sigmoid models only. */
  readonly logitBias?: number;
}

/** Exactly `length` bytes, or an error. */
export type ReadBytes = (start: number, length: number) => Promise<Buffer>;

const longestHeader = 25_000_000;

/**
 * Reads `logit_scale` and `logit_bias` out of a safetensors file: the length of its header, the
 * header, and the few bytes of the two tensors.
 *
 * @throws GatewayError MODEL_UNAVAILABLE when the file has no usable `logit_scale`
 */
export async function readScalars(file: HubFile, read: ReadBytes): Promise<Scalars> {
  const length = Number((await read(0, 8)).readBigUInt64LE());
  if (length < 2 || length > longestHeader) {
    throw unusable(file, "is no safetensors file");
  }
  const header = parsed(file, await read(8, length));
  const value = async (name: string) => {
    if (header[name] === undefined) {
      return undefined;
    }
    const { begin, width, decode } = located(file, name, header[name]);
    return decode(await read(8 + length + begin, width));
  };
  const [logScale, logitBias] = [await value("logit_scale"), await value("logit_bias")];
  const logitScale = Math.exp(logScale ?? NaN);
  if (!Number.isFinite(logitScale)) {
    throw unusable(file, "has no usable logit_scale");
  }
  return { logitScale, ...(logitBias !== undefined && { logitBias }) };
}

const headerShape = z.record(z.string(), z.unknown());
const tensorShape = z.object({ dtype: z.string(), data_offsets: z.tuple([z.int(), z.int()]) });

const widths: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

const decoders: Readonly<Record<string, (bytes: Buffer) => number>> = {
  F64: (bytes) => bytes.readDoubleLE(),
  F32: (bytes) => bytes.readFloatLE(),
  F16: (bytes) => half(bytes.readUInt16LE()),
  // The upper half of a float32.
  BF16: (bytes) => Buffer.from([0, 0, bytes[0] ?? 0, bytes[1] ?? 0]).readFloatLE(),
};

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) {
    return sign * fraction * 2 ** -24;
  }
  if (exponent === 31) {
    return fraction ? NaN : sign * Infinity;
  }
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function parsed(file: HubFile, bytes: Buffer): Record<string, unknown> {
  try {
    return headerShape.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    throw unusable(file, "has a broken safetensors header");
  }
}

function located(file: HubFile, name: string, entry: unknown) {
  const { data: tensor } = tensorShape.safeParse(entry);
  const decode = decoders[tensor?.dtype ?? ""];
  const width = widths[tensor?.dtype ?? ""] ?? 0;
  const [begin, end] = tensor?.data_offsets ?? [-1, -1];
  if (decode && begin >= 0 && end - begin === width) {
    return { begin, width, decode };
  }
  throw unusable(file, `has a ${name} that is not one float`);
}

export function unusable(file: HubFile, why: string): GatewayError {
  return unavailable(
    `The scale of the scores could not be read: the ${nameOf(file)} ${why}. State it in the model's record.`,
    { retryable: false },
  );
}
