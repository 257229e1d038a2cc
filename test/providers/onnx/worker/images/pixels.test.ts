import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../../../../providers/onnx/worker/images/decode.ts";
import { pixels } from "../../../../../providers/onnx/worker/images/pixels.ts";
import { resize } from "../../../../../providers/onnx/worker/images/resize.ts";
import { goldens, readImage, specs } from "../../../../fixtures/pixels/golden.ts";
import { noise } from "./plain-resample.ts";

describe("pixels", () => {
  it.each(goldens.filter(([, { exact }]) => exact))(
    "gives the reference's numbers for %s, to the last digit of the golden file",
    async (name, { samples }) => {
      for (const [key, expected] of Object.entries(samples)) {
        const ours = await sampled(name, key, expected.length);
        expect(furthest(ours, expected)).toBeLessThan(1e-7);
      }
    },
  );

  // Measured on whole tensors: 0.22 at most, 0.008 on average, cosine 0.9997.
  it.each(goldens.filter(([, { exact }]) => !exact))(
    "comes near the reference's numbers for %s, which other libraries decode a little differently",
    async (name, { samples }) => {
      for (const [key, expected] of Object.entries(samples)) {
        const ours = await sampled(name, key, expected.length);
        const distances = ours.map((value, i) => Math.abs(value - expected[i]!));
        expect(Math.max(...distances)).toBeLessThan(0.22);
        expect(distances.reduce((a, b) => a + b, 0) / distances.length).toBeLessThan(0.02);
      }
    },
  );

  it("writes three planes from the offset on and nothing else", () => {
    const image = { data: Uint8Array.of(0, 51, 255), width: 1, height: 1 };
    const out = new Float32Array(16).fill(7);
    const unit = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
    pixels(image, { resize: "squash", size: 2, ...unit }, out, 2);
    const fifth = Math.fround(0.2);
    expect([...out]).toEqual([7, 7, 0, 0, 0, 0, fifth, fifth, fifth, fifth, 1, 1, 1, 1, 7, 7]);
  });

  it("gives the floats of the resized bytes in the reference's float32 steps, bit by bit", () => {
    const { fround } = Math;
    const number = fc.float({ min: fround(0.1), max: 1, noNaN: true });
    const three = fc.tuple(number, number, number);
    const resizing = fc.constantFrom("squash" as const, "shortest" as const);
    const length = fc.integer({ min: 1, max: 130 });
    const property = fc.property(
      fc.record({ resize: resizing, size: length, crop: length, mean: three, std: three }),
      fc.tuple(length, length, fc.nat()),
      (spec, [width, height, seed]) => {
        const image = { data: noise(width * height * 3, seed), width, height };
        const plane = spec.crop ** 2;
        const out = new Float32Array(3 * plane);
        pixels(image, spec, out, 0);
        const expected = new Float32Array(3 * plane);
        resize(image, spec).forEach((byte, i) => {
          const [mean, std] = [fround(spec.mean[i % 3]!), fround(spec.std[i % 3]!)];
          const value = fround(fround(fround(byte / 255) - mean) / std);
          expected[(i % 3) * plane + Math.floor(i / 3)] = value;
        });
        expect(Buffer.compare(Buffer.from(out.buffer), Buffer.from(expected.buffer))).toBe(0);
      },
    );
    fc.assert(property, { numRuns: 100 });
  });
});

async function sampled(name: string, key: string, count: number): Promise<number[]> {
  const spec = specs[key]!;
  const image = await decode(readImage(name), {
    maxPixels: 5e7,
    upright: false,
    alpha: spec.alpha,
  });
  const tensor = new Float32Array(3 * (spec.crop ?? spec.size) ** 2);
  pixels(image, spec, tensor, 0);
  return Array.from({ length: count }, (_, i) => tensor[(i * 2_654_435_761) % tensor.length]!);
}

function furthest(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}
