import { allot, instantiate } from "../web-assembly.ts";
import { module } from "./generated/products.ts";

/**
 * The dot product of every row with every column: one Float32Array a row. To the last bit what
 * `dot` gives, many times as fast.
 */
export function products(
  rows: readonly Float32Array[],
  columns: readonly Float32Array[],
): Float32Array[] {
  const results = rows.map(() => new Float32Array(columns.length));
  for (let y = 0; y < rows.length; y += rowsAtOnce) {
    for (let x = 0; x < columns.length; x += columnsAtOnce) {
      multiply(rows.slice(y, y + rowsAtOnce), columns.slice(x, x + columnsAtOnce)).forEach(
        (products, i) => results[y + i]!.set(products, x),
      );
    }
  }
  return results;
}

/** What is copied into the linear memory at once: it never shrinks. Multiples of four. */
const rowsAtOnce = 32;
const columnsAtOnce = 64;

/** What assembly/products.ts exports; what its numbers mean is said there. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  multiply(
    left: number,
    rows: number,
    right: number,
    columns: number,
    dimensions: number,
    panels: number,
    into: number,
  ): void;
}

let kernel: Kernel | undefined;

/** @returns views of the linear memory, which the next call overwrites */
function multiply(left: readonly Float32Array[], right: readonly Float32Array[]): Float32Array[] {
  kernel ??= instantiate<Kernel>(module);
  const { memory } = kernel;
  const dimensions = left[0]!.length;
  const rows = multipleOfFour(left.length);
  const columns = multipleOfFour(right.length);
  const [panels, into, leftAt, rightAt] = allot(
    memory,
    (rows + 4) * dimensions * 8,
    rows * columns * 4,
    rows * dimensions * 4,
    columns * dimensions * 4,
  );
  const floats = new Float32Array(memory.buffer);
  // Vectors that are missing to a multiple of four are what happens to be there; so are products.
  left.forEach((vector, i) => floats.set(vector, leftAt / 4 + i * dimensions));
  right.forEach((vector, i) => floats.set(vector, rightAt / 4 + i * dimensions));
  kernel.multiply(leftAt, rows, rightAt, columns, dimensions, panels, into);
  return left.map((_, i) => {
    const begin = into / 4 + i * columns;
    return floats.subarray(begin, begin + right.length);
  });
}

function multipleOfFour(count: number): number {
  return Math.ceil(count / 4) * 4;
}
