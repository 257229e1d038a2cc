import { z } from "zod";

/** Bytes of the file from `start` on; an error, or fewer, where it ends too early. */
export type ReadBytes = (start: number, length: number) => Promise<Buffer>;

/** One tensor of a safetensors file, and where its bytes are in it. */
export interface Tensor {
  /** F32, BF16, I64, … */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly length: number;
}

/** What is wrong with the file, as the end of a sentence about it. */
export class MalformedSafetensors extends Error {}

/**
 * Reads the header of a safetensors file: eight bytes with its length, then JSON, then the bytes
 * of the tensors. Source: huggingface/safetensors README.
 *
 * @returns a look-up by name; undefined where the file has no such tensor
 * @throws MalformedSafetensors; so does the look-up
 */
export async function readTensors(read: ReadBytes): Promise<(name: string) => Tensor | undefined> {
  const prefix = await read(0, 8);
  const size = prefix.length === 8 ? Number(prefix.readBigUInt64LE()) : 0;
  if (size < 2 || size > longestHeader) {
    throw new MalformedSafetensors("is no safetensors file");
  }
  const header = parsed(await read(8, size));
  return (name) => {
    if (header[name] === undefined) {
      return undefined;
    }
    const { data: entry } = Entry.safeParse(header[name]);
    if (!entry) {
      throw brokenHeader();
    }
    const [begin, end] = entry.data_offsets;
    const { dtype, shape } = entry;
    return { dtype, shape, start: 8 + size + begin, length: end - begin };
  };
}

/** Floats of any width as numbers; undefined where the type is not a float. */
export function decodeFloats(dtype: string, bytes: Buffer): Float64Array | undefined {
  const float = floats[dtype];
  if (!float) {
    return undefined;
  }
  const length = bytes.length / float.width;
  return Float64Array.from({ length }, (_, i) => float.at(bytes, i * float.width));
}

/** Bytes of one number; undefined where the type is not a float. */
export function floatWidth(dtype: string): number | undefined {
  return floats[dtype]?.width;
}

const longestHeader = 25_000_000;
const Header = z.record(z.string(), z.unknown());
const Offset = z.int().nonnegative();
const Entry = z.object({
  dtype: z.string(),
  shape: z.array(Offset),
  data_offsets: z.tuple([Offset, Offset]),
});

function parsed(json: Buffer): z.infer<typeof Header> {
  try {
    return Header.parse(JSON.parse(json.toString("utf8")));
  } catch {
    throw brokenHeader();
  }
}

function brokenHeader(): MalformedSafetensors {
  return new MalformedSafetensors("has a broken safetensors header");
}

interface Float {
  readonly width: number;
  at(bytes: Buffer, offset: number): number;
}

const floats: Readonly<Record<string, Float>> = {
  F64: { width: 8, at: (bytes, offset) => bytes.readDoubleLE(offset) },
  F32: { width: 4, at: (bytes, offset) => bytes.readFloatLE(offset) },
  F16: { width: 2, at: (bytes, offset) => half(bytes.readUInt16LE(offset)) },
  // The upper half of a float32.
  BF16: { width: 2, at: (bytes, offset) => upperHalf(bytes.subarray(offset, offset + 2)) },
};

function upperHalf(bytes: Buffer): number {
  return Buffer.concat([Buffer.alloc(2), bytes]).readFloatLE();
}

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
