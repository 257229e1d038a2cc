import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, type RawImage } from "../../../../../providers/onnx/worker/images/decode.ts";
import {
  coefficients,
  computeCoefficients,
  PRECISION,
} from "../../../../../providers/onnx/worker/images/resize-coefficients.ts";
import { resize } from "../../../../../providers/onnx/worker/images/resize.ts";
import { goldens, readImage, sha256, specs } from "../../../../fixtures/pixels/golden.ts";
import { noise, plainResample } from "./plain-resample.ts";

describe("resize", () => {
  it.each(goldens.filter(([, golden]) => golden.exact))(
    "gives the reference's bytes for %s in every geometry",
    async (name, golden) => {
      const options = { maxPixels: 5e7, upright: false };
      const images = {
        white: await decode(readImage(name), { ...options, alpha: "white" }),
        drop: await decode(readImage(name), { ...options, alpha: "drop" }),
      };
      const hashes = Object.entries(specs).map(([key, spec]) => [
        key,
        sha256(resize(images[spec.alpha], spec)),
      ]);
      expect(Object.fromEntries(hashes)).toEqual(golden.resized);
    },
  );

  it("differs between transformers and torchvision by one pixel where a margin is odd", () => {
    const [, golden] = goldens.find(([name]) => name.endsWith("227x224.jpg"))!;
    expect(golden.resized["clip-224"]).not.toBe(golden.resized["open-clip-224"]);
  });

  it("computes inside the crop what scaling the whole image and then cropping would", () => {
    const property = fc.property(image, side, side, fc.nat(7), (source, size, a, b) => {
      const crop = Math.min(size, a);
      const squash = b % 2 === 1;
      const cropRounding = b % 4 > 1 ? "even" : "down";
      const resizing = squash ? ("squash" as const) : ("shortest" as const);
      const width = target(source.width, source.height, size, squash);
      const height = target(source.height, source.width, size, squash);
      const columns = computeCoefficients(source.width, width, 0, width);
      const rows = computeCoefficients(source.height, height, 0, height);
      const fewerRows = source.height - height;
      const yFirst = fewerRows > 0 && fewerRows > 2 * (source.width - width);
      const whole = plainResample(source, columns, rows, yFirst);
      const left = offset(width, crop, cropRounding);
      const top = offset(height, crop, cropRounding);
      const cut = Array.from({ length: crop }, (_, y) => {
        const from = ((top + y) * width + left) * 3;
        return [...whole.subarray(from, from + crop * 3)];
      });
      const ours = resize(source, { resize: resizing, size, crop, cropRounding });
      expect([...ours]).toEqual(cut.flat());
    });
    fc.assert(property, { numRuns: 150 });
  });
});

describe("coefficients", () => {
  it("are the same from the cache as fresh", () => {
    const axis = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 60 }));
    const property = fc.property(fc.array(axis, { maxLength: 20 }), fc.nat(), (axes, seed) => {
      for (const [source, size] of [...axes, ...axes]) {
        const from = seed % size;
        expect(coefficients(source, size, from, size)).toEqual(
          computeCoefficients(source, size, from, size),
        );
      }
    });
    fc.assert(property, { numRuns: 50 });
  });

  it("are computed once for a size", () => {
    expect(coefficients(451, 336, 56, 280)).toBe(coefficients(451, 336, 56, 280));
  });

  it("add up to one", () => {
    const property = fc.property(fc.integer({ min: 1, max: 5000 }), side, (source, size) => {
      const { weights, stride } = computeCoefficients(source, size, 0, size);
      for (let i = 0; i < size; i++) {
        const sum = weights.subarray(i * stride, (i + 1) * stride).reduce((a, b) => a + b, 0);
        // Each weight is rounded by itself.
        expect(Math.abs(sum - 2 ** PRECISION)).toBeLessThanOrEqual(stride / 2);
      }
    });
    fc.assert(property, { numRuns: 50 });
  });
});

const side = fc.integer({ min: 1, max: 40 });

const image: fc.Arbitrary<RawImage> = fc
  .tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 }), fc.nat())
  .map(([width, height, seed]) => ({ data: noise(width * height * 3, seed), width, height }));

function target(mine: number, other: number, size: number, squash: boolean): number {
  return squash || mine <= other ? size : Math.trunc((size * mine) / other);
}

function offset(length: number, crop: number, rounding: "down" | "even"): number {
  const margin = length - crop;
  const odd = margin % 2 === 1;
  // Halves of 1, 3, 5, 7 are .5, 1.5, 2.5, 3.5: Python's round gives 0, 2, 2, 4.
  return odd && rounding === "even" && margin % 4 === 3 ? (margin + 1) / 2 : Math.floor(margin / 2);
}
