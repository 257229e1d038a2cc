import { endianness } from "node:os";

export type VectorEncoding = "FLOAT32" | "INT8" | "UINT8" | "BINARY" | "UBINARY";

/** A unit vector as bytes. Computed here for every model, so that all behave alike. */
export function encode(vector: Float32Array, encoding: VectorEncoding): Uint8Array {
  switch (encoding) {
    case "FLOAT32":
      return float32(vector);
    case "INT8":
      return Uint8Array.from(vector, quantize);
    case "UINT8":
      return Uint8Array.from(vector, (x) => quantize(x) + 128);
    case "UBINARY":
      return pack(vector);
    case "BINARY":
      return pack(vector).map((byte) => byte - 128);
  }
}

const bytesOfNumber: Readonly<Record<VectorEncoding, number>> = {
  FLOAT32: 4,
  INT8: 1,
  UINT8: 1,
  BINARY: 1 / 8,
  UBINARY: 1 / 8,
};

/** Letters of a vector in base64: four for three bytes. */
export function base64Length(dimensions: number, encoding: VectorEncoding): number {
  return Math.ceil((dimensions * bytesOfNumber[encoding] * 4) / 3);
}

function float32({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return littleEndian(new Uint8Array(buffer, byteOffset, byteLength).slice());
}

/** The vector that `encode` wrote as FLOAT32, in memory of its own. */
export function decodeFloat32(bytes: Uint8Array): Float32Array {
  return new Float32Array(littleEndian(new Uint8Array(bytes)).buffer);
}

/** Numbers of four bytes, in place: from this machine's order to little-endian, or back. */
function littleEndian(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (endianness() === "BE") {
    Buffer.from(bytes.buffer).swap32();
  }
  return bytes;
}

/** −127 to 127, halves rounded up as Math.round does; a negative result wraps to its signed byte. */
function quantize(x: number): number {
  return Math.round(Math.min(1, Math.max(-1, x)) * 127);
}

/** One bit a dimension, most significant first; the last byte is padded with zeros. */
function pack(vector: Float32Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(vector.length / 8));
  vector.forEach((x, i) => {
    if (x > 0) {
      bytes[i >> 3]! |= 0x80 >> (i & 7);
    }
  });
  return bytes;
}
