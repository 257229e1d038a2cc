import type { RawImage } from "./decode.ts";
import { resize } from "./resize.ts";
import type { PixelSpec } from "../../towers.ts";

/**
 * Writes what the image tower sees to `out` from `offset`: [3, side, side] floats, each
 * (value / 255 - mean) / std, in the reference's float32 steps. `side` is `crop ?? size`.
 * Sources: open_clip transform.py, transformers rescale and normalize.
 */
export function pixels(image: RawImage, spec: PixelSpec, out: Float32Array, offset: number): void {
  const bytes = resize(image, spec);
  const plane = bytes.length / 3;
  for (let channel = 0; channel < 3; channel++) {
    const normalised = normalisedBytes(spec.mean[channel]!, spec.std[channel]!);
    const begin = offset + channel * plane;
    for (let i = 0, from = channel; i < plane; i++, from += 3) {
      out[begin + i] = normalised[bytes[from]!]!;
    }
  }
}

/** What each of the 256 byte values becomes. */
function normalisedBytes(mean: number, std: number): Float32Array {
  const { fround } = Math;
  const table = new Float32Array(256);
  for (let value = 0; value < 256; value++) {
    table[value] = fround(fround(value / 255) - fround(mean)) / fround(std);
  }
  return table;
}
