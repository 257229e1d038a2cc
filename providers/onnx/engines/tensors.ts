import type { TensorData } from "../worker/graph.ts";

/** Onnxruntime's names, which `GraphInfo` uses, of the types that can be sent. */
export const sentTypes: ReadonlyMap<string, string> = new Map([
  ["FP32", "float32"],
  ["INT32", "int32"],
  ["INT64", "int64"],
]);

export function datatypeOf(data: TensorData): string {
  if (data instanceof BigInt64Array) {
    return "INT64";
  }
  return data instanceof Int32Array ? "INT32" : "FP32";
}

/** The numbers as they lie in memory, without a copy: the protocol's order is little-endian. */
export function bytesOf({ buffer, byteOffset, byteLength }: TensorData): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** How outputs are read, each value exactly as far as float32 holds it. */
export const readTypes: ReadonlyMap<
  string,
  { readonly size: number; read(bytes: Uint8Array): Float32Array }
> = new Map([
  ["FP32", { size: 4, read: (bytes) => new Float32Array(aligned(bytes, 4)) }],
  ["FP64", { size: 8, read: (bytes) => Float32Array.from(new Float64Array(aligned(bytes, 8))) }],
  ["FP16", { size: 2, read: (bytes) => fromHalves(new Uint16Array(aligned(bytes, 2))) }],
  ["BF16", { size: 2, read: (bytes) => fromBfloats(new Uint16Array(aligned(bytes, 2))) }],
]);

/** A copy, because numbers of a message may begin anywhere. */
function aligned(bytes: Uint8Array, size: number): ArrayBuffer {
  const whole = bytes.length - (bytes.length % size);
  return Uint8Array.prototype.slice.call(bytes, 0, whole).buffer as ArrayBuffer;
}

/** Half precision of IEEE 754: 5 bits of exponent, 10 of fraction. */
function fromHalves(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) {
      return sign * fraction * 2 ** -24;
    }
    if (exponent === 0x1f) {
      return fraction ? NaN : sign * Infinity;
    }
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** A bfloat16 is the upper half of a float32. */
function fromBfloats(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
}
