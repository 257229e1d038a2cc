import { instantiate } from "./generated/pixels.ts";

/** What assembly/pixels.ts exports; what its numbers mean is said there. */
interface Kernels {
  readonly memory: WebAssembly.Memory;
  alongX(
    axis: number,
    outputs: number,
    stride: number,
    source: number,
    pitch: number,
    rows: number,
    into: number,
    intoPitch: number,
  ): void;
  alongY(
    axis: number,
    outputs: number,
    stride: number,
    source: number,
    length: number,
    into: number,
  ): void;
  toPlanes(source: number, count: number, table: number, into: number): void;
}

/** One for the process: each call is over before the next begins, and leaves nothing behind. */
export const kernels = instantiate() as unknown as Kernels;

/**
 * Places of these sizes in the linear memory, in bytes, each with room for the 16 that are read or
 * written at once behind its end. What was there before is garbage. The memory never shrinks:
 * callers copy in a part of their image at a time, of about `partBytes`, and not all of it.
 */
export function allot<Sizes extends number[]>(...sizes: Sizes): { [I in keyof Sizes]: number } {
  let end = 0;
  const places = sizes.map((size) => {
    const place = end;
    end = Math.ceil((end + size + 16) / 16) * 16;
    return place;
  });
  const missing = end - kernels.memory.buffer.byteLength;
  if (missing > 0) {
    kernels.memory.grow(Math.ceil(missing / 65_536));
  }
  return places as { [I in keyof Sizes]: number };
}

/** What fits into the caches of a core, and is large enough for whole photos. */
export const partBytes = 2 ** 19;
