import { allot } from "../../../../models/web-assembly.ts";
import type { RawImage } from "./decode.ts";
import { kernels, partBytes } from "./kernels.ts";
import type { Coefficients } from "./resize-coefficients.ts";

/**
 * Weighted sums along both axes, in fixed point, rounded and clamped to bytes after each: first
 * along x and then along y, or the other way round with `yFirst`. RGB in, RGB out.
 * Source: Pillow 13, src/libImaging/Resample.c, ImagingResampleHorizontal_8bpc and Vertical.
 */
export function resample(
  image: RawImage,
  columns: Coefficients,
  rows: Coefficients,
  yFirst = false,
): Uint8Array {
  const wide = image.width * 3;
  const [from, to] = sourceOf(rows, 0, rows.starts.length);
  const lines = image.data.subarray(from * wide, to * wide);
  return yFirst
    ? alongX(alongY(lines, wide, rows), wide, columns)
    : alongY(alongX(lines, wide, columns), columns.starts.length * 3, rows);
}

/** Lines of `length` bytes brought to their new width: some columns of some lines at a time. */
function alongX(source: Uint8Array, length: number, columns: Coefficients): Uint8Array {
  const lines = source.length / length;
  const narrow = columns.starts.length * 3;
  const result = new Uint8Array(lines * narrow);
  for (const [i, j] of parts(columns, 3)) {
    const [from, to] = sourceOf(columns, i, j);
    const pitch = (to - from) * 3;
    const intoPitch = (j - i) * 3 + 1;
    const most = 4 * Math.ceil(partBytes / 4 / Math.max(pitch, intoPitch));
    const { axis, source: at, into } = place(columns, i, j, most * pitch, most * intoPitch);
    const memory = new Uint8Array(kernels.memory.buffer);
    for (let first = 0; first < lines; first += most) {
      const count = Math.min(most, lines - first);
      for (let y = 0; y < count; y++) {
        const begin = (first + y) * length + from * 3;
        memory.set(source.subarray(begin, begin + pitch), at + y * pitch);
      }
      kernels.alongX(axis, j - i, columns.stride, at, pitch, count, into, intoPitch);
      for (let y = 0; y < count; y++) {
        const begin = into + y * intoPitch;
        result.set(memory.subarray(begin, begin + (j - i) * 3), (first + y) * narrow + i * 3);
      }
    }
  }
  return result;
}

/** Lines of `length` bytes brought to their new number: those for some new lines at a time. */
function alongY(source: Uint8Array, length: number, rows: Coefficients): Uint8Array {
  const result = new Uint8Array(rows.starts.length * length);
  const [first] = sourceOf(rows, 0, 1);
  for (const [i, j] of parts(rows, length)) {
    const [from, to] = sourceOf(rows, i, j);
    const bytes = (j - i) * length;
    const { axis, source: at, into } = place(rows, i, j, (to - from) * length, bytes);
    const memory = new Uint8Array(kernels.memory.buffer);
    memory.set(source.subarray((from - first) * length, (to - first) * length), at);
    kernels.alongY(axis, j - i, rows.stride, at, length, into);
    result.set(memory.subarray(into, into + bytes), i * length);
  }
  return result;
}

/**
 * Outputs `from` to `to` of an axis that are made together: as many as `partBytes` has room for
 * with all they are made of, at least one.
 * @param step bytes from one position of the source to the next
 */
function* parts(axis: Coefficients, step: number): Generator<[from: number, to: number]> {
  const outputs = axis.starts.length;
  for (let from = 0, to = 0; from < outputs; from = to) {
    for (to = from + 1; to < outputs; to++) {
      const [begin, end] = sourceOf(axis, from, to + 1);
      const weights = (to + 1 - from) * axis.stride * 4;
      if ((end - begin) * step + weights > partBytes) {
        break;
      }
    }
    yield [from, to];
  }
}

/** The first position that outputs `from` to `to` need, and the one after the last. */
function sourceOf({ starts, counts }: Coefficients, from: number, to: number): [number, number] {
  return [starts[from]!, starts[to - 1]! + counts[to - 1]!];
}

/** Room for a part, with its axis copied in; its positions count from the part's first. */
function place(axis: Coefficients, from: number, to: number, source: number, into: number) {
  const { starts, counts, weights, stride } = axis;
  const outputs = to - from;
  const [at, sourceAt, intoAt] = allot(kernels.memory, 4 * outputs * (2 + stride), source, into);
  const memory = new Int32Array(kernels.memory.buffer, at, outputs * (2 + stride));
  memory.set(starts.subarray(from, to).map((start) => start - starts[from]!));
  memory.set(counts.subarray(from, to), outputs);
  memory.set(weights.subarray(from * stride, to * stride), 2 * outputs);
  return { axis: at, source: sourceAt, into: intoAt };
}
