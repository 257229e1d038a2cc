import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { encode } from "../../../models/vector/encode.ts";

const halves = Float32Array.of(0.5, -0.5, 0, 1, -1, 0.25, -0.25, 0.004, 0.75);

describe("encode", () => {
  it("writes little-endian float32 that reads back exactly", () => {
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true }), (vector) => {
        const bytes = encode(vector, "FLOAT32");
        const view = new DataView(bytes.buffer);
        vector.forEach((x, i) => expect(view.getFloat32(i * 4, true)).toBe(x));
        expect(bytes.length).toBe(vector.length * 4);
      }),
    );
  });

  it("writes the part of a buffer that is the vector's, and leaves the vector alone", () => {
    const part = Float32Array.of(7, 1, -2, 7).subarray(1, 3);
    const bytes = encode(part, "FLOAT32");
    expect([...bytes]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
    bytes.fill(0);
    expect([...part]).toEqual([1, -2]);
  });

  it("swaps the bytes of a machine that has them the other way round", async () => {
    vi.doMock("node:os", () => ({ endianness: () => "BE" }));
    onTestFinished(() => void vi.doUnmock("node:os"));
    vi.resetModules();
    const other = await import("../../../models/vector/encode.ts");
    expect([...other.encode(Float32Array.of(1, -2), "FLOAT32")]).toEqual([
      0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0,
    ]);
  });

  it("scales int8 by 127 and clamps", () => {
    const signed = new Int8Array(encode(Float32Array.of(0.5, -0.5, 0, 1, -1, 2, -3), "INT8"));
    expect([...signed]).toEqual([64, -63, 0, 127, -127, 127, -127]);
  });

  it("puts uint8's zero at 128", () => {
    const bytes = encode(Float32Array.of(0, 1, -1, 0.5), "UINT8");
    expect([...bytes]).toEqual([128, 255, 1, 192]);
  });

  it("packs the signs, most significant bit first, the last byte padded with zeros", () => {
    expect([...encode(halves, "UBINARY")]).toEqual([0b10010101, 0b10000000]);
  });

  it("shifts binary to signed bytes", () => {
    const signed = new Int8Array(encode(halves, "BINARY"));
    expect([...signed]).toEqual([0b10010101 - 128, 0]);
  });

  it("gives zero and negative zero the bit 0", () => {
    expect([...encode(Float32Array.of(0, -0), "UBINARY")]).toEqual([0]);
  });
});
