import { instantiate } from "../../../../models/web-assembly.ts";
import { module } from "./generated/pixels.ts";

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
export const kernels = instantiate<Kernels>(module);

/** What fits into the caches of a core, and is large enough for whole photos. */
export const partBytes = 2 ** 19;
