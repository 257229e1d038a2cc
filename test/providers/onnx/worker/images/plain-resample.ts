import type { RawImage } from "../../../../../providers/onnx/worker/images/decode.ts";
import {
  PRECISION,
  type Coefficients,
} from "../../../../../providers/onnx/worker/images/resize-coefficients.ts";

/** The definition of `resample`, written down plainly. */
export function plainResample(
  source: RawImage,
  columns: Coefficients,
  rows: Coefficients,
  yFirst = false,
): Uint8Array {
  if (yFirst) {
    const height = rows.starts.length;
    const data = plainResample(transpose(source), rows, columns);
    return transpose({ data, width: height, height: columns.starts.length }).data;
  }
  const width = columns.starts.length;
  const height = rows.starts.length;
  const wide = Array.from({ length: source.height }, (_, y) =>
    line(columns, (x, channel) => source.data[(y * source.width + x) * 3 + channel]!),
  );
  const tall = Array.from({ length: width }, (_, x) =>
    line(rows, (y, channel) => wide[y]![x]![channel]!),
  );
  const bytes = new Uint8Array(width * height * 3);
  tall.forEach((pixels, x) => pixels.forEach((pixel, y) => bytes.set(pixel, (y * width + x) * 3)));
  return bytes;
}

function line(
  { starts, counts, weights, stride }: Coefficients,
  value: (at: number, channel: number) => number,
): number[][] {
  return Array.from(starts, (start, i) =>
    [0, 1, 2].map((channel) => {
      let sum = 2 ** (PRECISION - 1);
      for (let t = 0; t < counts[i]!; t++) {
        sum += weights[i * stride + t]! * value(start + t, channel);
      }
      return Math.min(Math.max(Math.floor(sum / 2 ** PRECISION), 0), 255);
    }),
  );
}

function transpose({ data, width, height }: RawImage): RawImage {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      turned.set(data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3), (x * height + y) * 3);
    }
  }
  return { data: turned, width: height, height: width };
}

/** Bytes of no pattern; with `extreme`, only 0 and 255. */
export function noise(length: number, seed: number, extreme = false): Uint8Array {
  let state = seed >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return extreme ? -(state >>> 31) : state >>> 24;
  });
}
