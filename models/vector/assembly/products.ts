/**
 * The dot products of many vectors with many others, in AssemblyScript: TypeScript's syntax for
 * WebAssembly, compiled by `npm run generate` to ../generated/products.ts. A `v128` is here two
 * numbers of 64 bits (`f64x2`); a `usize` is an address: the caller, ../products.ts, lays the linear
 * memory out. Nothing here allocates or checks bounds.
 *
 * Each product is summed in float64, in the order of the dimensions, and rounded to float32 at the
 * end, as `dot` of ../vector.ts does: the two lanes of an instruction are two columns, never two
 * dimensions, so that the results are the same to the last bit.
 */

/** Bytes of a panel for each dimension: four float64. */
const STEP: usize = 32;

/**
 * Writes [rows, columns] float32 to `into`. Vectors are float32 and lie one after the other; both
 * numbers are multiples of four.
 * @param panels room for (rows + 4) times `dimensions` float64
 */
export function multiply(
  left: usize,
  rows: usize,
  right: usize,
  columns: usize,
  dimensions: usize,
  panels: usize,
  into: usize,
): void {
  const four = 4 * dimensions;
  const panel = STEP * dimensions;
  const rightPanel = panels + (rows / 4) * panel;
  for (let y: usize = 0; y < rows; y += 4) {
    pack(left + y * four, dimensions, panels + (y / 4) * panel);
  }
  for (let x: usize = 0; x < columns; x += 4) {
    pack(right + x * four, dimensions, rightPanel);
    for (let y: usize = 0; y < rows; y += 4) {
      multiplyPanels(
        panels + (y / 4) * panel,
        rightPanel,
        dimensions,
        into + 4 * (y * columns + x),
        4 * columns,
      );
    }
  }
}

/** Four vectors to a panel: their first numbers as float64, then their second ones, and so on. */
function pack(source: usize, dimensions: usize, into: usize): void {
  const length = 4 * dimensions;
  for (let at = source; at < source + length; at += 4) {
    store<f64>(into, load<f32>(at));
    store<f64>(into, load<f32>(at + length), 8);
    store<f64>(into, load<f32>(at + 2 * length), 16);
    store<f64>(into, load<f32>(at + 3 * length), 24);
    into += STEP;
  }
}

/** Sixteen products at once: as many sums as there are registers for. Rows lie `pitch` bytes apart. */
function multiplyPanels(
  left: usize,
  right: usize,
  dimensions: usize,
  into: usize,
  pitch: usize,
): void {
  let sum00 = f64x2.splat(0);
  let sum01 = f64x2.splat(0);
  let sum10 = f64x2.splat(0);
  let sum11 = f64x2.splat(0);
  let sum20 = f64x2.splat(0);
  let sum21 = f64x2.splat(0);
  let sum30 = f64x2.splat(0);
  let sum31 = f64x2.splat(0);
  const end = left + STEP * dimensions;
  for (; left < end; left += STEP) {
    const columns0 = v128.load(right);
    const columns1 = v128.load(right, 16);
    let row = v128.load64_splat(left);
    sum00 = f64x2.add(sum00, f64x2.mul(row, columns0));
    sum01 = f64x2.add(sum01, f64x2.mul(row, columns1));
    row = v128.load64_splat(left, 8);
    sum10 = f64x2.add(sum10, f64x2.mul(row, columns0));
    sum11 = f64x2.add(sum11, f64x2.mul(row, columns1));
    row = v128.load64_splat(left, 16);
    sum20 = f64x2.add(sum20, f64x2.mul(row, columns0));
    sum21 = f64x2.add(sum21, f64x2.mul(row, columns1));
    row = v128.load64_splat(left, 24);
    sum30 = f64x2.add(sum30, f64x2.mul(row, columns0));
    sum31 = f64x2.add(sum31, f64x2.mul(row, columns1));
    right += STEP;
  }
  v128.store(into, float32(sum00, sum01));
  v128.store(into + pitch, float32(sum10, sum11));
  v128.store(into + 2 * pitch, float32(sum20, sum21));
  v128.store(into + 3 * pitch, float32(sum30, sum31));
}

function float32(left: v128, right: v128): v128 {
  const a = f32x4.demote_f64x2_zero(left);
  const b = f32x4.demote_f64x2_zero(right);
  return v128.or(a, i8x16.shuffle(b, b, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
}
