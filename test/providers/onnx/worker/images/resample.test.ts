import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawImage } from "../../../../../providers/onnx/worker/images/decode.ts";
import { kernels } from "../../../../../providers/onnx/worker/images/kernels.ts";
import { resample } from "../../../../../providers/onnx/worker/images/resample.ts";
import { coefficients } from "../../../../../providers/onnx/worker/images/resize-coefficients.ts";
import { noise, plainResample } from "./plain-resample.ts";

describe("resample", () => {
  it("gives the bytes of its definition, for all shapes, in both orders", () => {
    const property = fc.property(image, crop, crop, fc.boolean(), (source, x, y, yFirst) => {
      const columns = coefficients(source.width, x.size, x.from, x.to);
      const rows = coefficients(source.height, y.size, y.from, y.to);
      const ours = resample(source, columns, rows, yFirst);
      expect(Buffer.compare(ours, plainResample(source, columns, rows, yFirst))).toBe(0);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it.each([
    { width: 200_000, height: 3, yFirst: false },
    { width: 90, height: 9000, yFirst: false },
    { width: 3, height: 200_000, yFirst: true },
    { width: 90, height: 9000, yFirst: true },
  ])("does in parts what does not fit at once: $width x $height, y first: $yFirst", (shape) => {
    const { width, height, yFirst } = shape;
    const source = { width, height, data: noise(width * height * 3, 1, true) };
    const columns = coefficients(width, 40, 1, 11);
    const rows = coefficients(height, 40, 2, 12);
    const ours = resample(source, columns, rows, yFirst);
    expect(Buffer.compare(ours, plainResample(source, columns, rows, yFirst))).toBe(0);
  });

  it("holds a few megabytes for large images, since WebAssembly never gives memory back", () => {
    for (const [width, height] of [
      [12_000, 4000],
      [4000, 12_000],
    ] as const) {
      const source = { width, height, data: new Uint8Array(width * height * 3) };
      const columns = coefficients(width, 224, 0, 224);
      const rows = coefficients(height, 224, 0, 224);
      resample(source, columns, rows);
      resample(source, columns, rows, true);
    }
    expect(kernels.memory.buffer.byteLength).toBeLessThan(8e6);
  });
});

/** Ordinary images, lines and columns, and images taller than Pillow's limit of 100 to 1. */
const image: fc.Arbitrary<RawImage> = fc
  .tuple(
    fc.oneof(
      fc.tuple(upTo(70), upTo(70)),
      fc.tuple(fc.constant(1), upTo(600)),
      fc.tuple(upTo(600), fc.constant(1)),
      fc.tuple(upTo(4), fc.integer({ min: 400, max: 900 })),
    ),
    fc.nat(),
    fc.boolean(),
  )
  .map(([[width, height], seed, extreme]) => ({
    data: noise(width * height * 3, seed, extreme),
    width,
    height,
  }));

/** The new length of an axis, and the positions of it that are wanted. */
const crop = fc.tuple(upTo(80), fc.nat(), fc.nat()).map(([size, a, b]) => ({
  size,
  from: a % size,
  to: (a % size) + 1 + (b % (size - (a % size))),
}));

function upTo(max: number) {
  return fc.integer({ min: 1, max });
}
