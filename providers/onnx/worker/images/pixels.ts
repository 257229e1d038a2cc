import { allot } from "../../../../models/web-assembly.ts";
import type { RawImage } from "./decode.ts";
import { kernels } from "./kernels.ts";
import { resize } from "./resize.ts";
import type { PixelSpec } from "../../towers.ts";

/**
 * Writes what the image tower sees to `out` from `offset`: [3, side, side] floats, each
 * (value / 255 - mean) / std, in the reference's float32 steps. `side` is `crop ?? size`.
 * Sources: open_clip transform.py, transformers rescale and normalize.
 */
export function pixels(
  image: RawImage,
  spec: Omit<PixelSpec, "alpha">,
  out: Float32Array,
  offset: number,
): void {
  const bytes = resize(image, spec);
  const plane = bytes.length / 3;
  const [table, source, into] = allot(
    kernels.memory,
    3 * 256 * 4,
    3 * pixelsAtOnce,
    12 * pixelsAtOnce,
  );
  const memory = new Uint8Array(kernels.memory.buffer);
  const floats = new Float32Array(kernels.memory.buffer);
  for (let channel = 0; channel < 3; channel++) {
    const normalised = normalisedBytes(spec.mean[channel]!, spec.std[channel]!);
    floats.set(normalised, table / 4 + channel * 256);
  }
  for (let first = 0; first < plane; first += pixelsAtOnce) {
    const count = Math.min(pixelsAtOnce, plane - first);
    memory.set(bytes.subarray(first * 3, (first + count) * 3), source);
    kernels.toPlanes(source, count, table, into);
    for (let channel = 0; channel < 3; channel++) {
      const begin = into / 4 + channel * count;
      out.set(floats.subarray(begin, begin + count), offset + channel * plane + first);
    }
  }
}

/** What fits into the caches of a core. */
const pixelsAtOnce = 2 ** 13;

/** What each of the 256 byte values becomes. */
function normalisedBytes(mean: number, std: number): Float32Array {
  const { fround } = Math;
  const table = new Float32Array(256);
  for (let value = 0; value < 256; value++) {
    table[value] = fround(fround(value / 255) - fround(mean)) / fround(std);
  }
  return table;
}
