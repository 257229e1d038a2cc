/**
 * The inner loops of making a photo ready for its model, in AssemblyScript: TypeScript's syntax for
 * WebAssembly, compiled by `npm run generate` to ../generated/pixels.ts. A `v128` is 16 bytes that
 * one instruction works on: as 16 numbers of 8 bits (`i8x16`), 8 of 16 (`i16x8`) or 4 of 32
 * (`i32x4`). A `usize` is an address: the callers, ../resample.ts and ../pixels.ts, lay the linear
 * memory out. Nothing here allocates or checks bounds; a wrong address traps, or reads other pixels.
 *
 * An axis (Coefficients in ../resize-coefficients.ts) lies in memory as `outputs` starts, as many
 * counts, and as many times `stride` weights, all i32. `stride` is even and more than any count:
 * weights are taken by two, and the one after an odd number of them is 0. What a zero weight
 * multiplies may be any bytes, but they are read: up to 16 behind the last.
 *
 * Sums are those of Pillow to the last bit: integers of 32 bits, whose order does not matter.
 */

/** Fractional bits of a weight. */
const PRECISION: i32 = 22;
/** A weight is split into high * 2^11 + low, because products are fastest in lanes of 16 bits. */
const SPLIT: i32 = 11;

/**
 * Rows of RGB brought to a new width. Rows lie every `pitch` bytes, and those of the result every
 * `intoPitch`, which has room for one byte more than a row. Four rows are made at a time: there is
 * room for a multiple of four, and what is in the rows too many does not matter.
 */
export function alongX(
  axis: usize,
  outputs: usize,
  stride: usize,
  source: usize,
  pitch: usize,
  rows: usize,
  into: usize,
  intoPitch: usize,
): void {
  // Of two pixels side by side to (r, r), (g, g), (b, b), (0, 0), each in 16 bits; -1 gives 0.
  const twoPixels = i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1);
  const half = i32x4.splat(1 << (PRECISION - 1));
  const lowBits = i32x4.splat((1 << SPLIT) - 1);
  const counts = axis + 4 * outputs;
  const weights = counts + 4 * outputs;
  for (let y: usize = 0; y < rows; y += 4) {
    const row = source + y * pitch;
    let to = into + y * intoPitch;
    for (let i: usize = 0; i < outputs; i++) {
      let p0 = row + 3 * load<u32>(axis + 4 * i);
      let p1 = p0 + pitch;
      let p2 = p1 + pitch;
      let p3 = p2 + pitch;
      let low0 = half;
      let low1 = half;
      let low2 = half;
      let low3 = half;
      let high0 = i32x4.splat(0);
      let high1 = i32x4.splat(0);
      let high2 = i32x4.splat(0);
      let high3 = i32x4.splat(0);
      let weight = weights + 4 * i * stride;
      const end = weight + 4 * load<u32>(counts + 4 * i);
      for (; weight < end; weight += 8) {
        const pair = v128.load64_splat(weight);
        const high = narrow(i32x4.shr_s(pair, SPLIT));
        const low = narrow(v128.and(pair, lowBits));
        // dot: (r, r) · (weight, next weight), and so on for g and b.
        let pixels = i8x16.swizzle(v128.load64_zero(p0), twoPixels);
        low0 = i32x4.add(low0, i32x4.dot_i16x8_s(pixels, low));
        high0 = i32x4.add(high0, i32x4.dot_i16x8_s(pixels, high));
        pixels = i8x16.swizzle(v128.load64_zero(p1), twoPixels);
        low1 = i32x4.add(low1, i32x4.dot_i16x8_s(pixels, low));
        high1 = i32x4.add(high1, i32x4.dot_i16x8_s(pixels, high));
        pixels = i8x16.swizzle(v128.load64_zero(p2), twoPixels);
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(pixels, low));
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(pixels, high));
        pixels = i8x16.swizzle(v128.load64_zero(p3), twoPixels);
        low3 = i32x4.add(low3, i32x4.dot_i16x8_s(pixels, low));
        high3 = i32x4.add(high3, i32x4.dot_i16x8_s(pixels, high));
        p0 += 6;
        p1 += 6;
        p2 += 6;
        p3 += 6;
      }
      const bytes = clamped(
        rounded(low0, high0),
        rounded(low1, high1),
        rounded(low2, high2),
        rounded(low3, high3),
      );
      // The fourth byte of each is overwritten by the next pixel, or lies behind its row.
      v128.store32_lane(to, bytes, 0);
      v128.store32_lane(to + intoPitch, bytes, 1);
      v128.store32_lane(to + 2 * intoPitch, bytes, 2);
      v128.store32_lane(to + 3 * intoPitch, bytes, 3);
      to += 3;
    }
  }
}

/**
 * Lines of `length` bytes, without gaps, brought to a new number: `outputs` of them, without gaps.
 * The result has room for 15 bytes more.
 */
export function alongY(
  axis: usize,
  outputs: usize,
  stride: usize,
  source: usize,
  length: usize,
  into: usize,
): void {
  const half = i32x4.splat(1 << (PRECISION - 1));
  const lowBits = i32x4.splat((1 << SPLIT) - 1);
  const counts = axis + 4 * outputs;
  const weights = counts + 4 * outputs;
  for (let i: usize = 0; i < outputs; i++) {
    const line = source + <usize>load<u32>(axis + 4 * i) * length;
    const first = weights + 4 * i * stride;
    const end = first + 4 * load<u32>(counts + 4 * i);
    for (let x: usize = 0; x < length; x += 16) {
      let low0 = half;
      let low1 = half;
      let low2 = half;
      let low3 = half;
      let high0 = i32x4.splat(0);
      let high1 = i32x4.splat(0);
      let high2 = i32x4.splat(0);
      let high3 = i32x4.splat(0);
      let from = line + x;
      for (let weight = first; weight < end; weight += 8) {
        const pair = v128.load64_splat(weight);
        const high = narrow(i32x4.shr_s(pair, SPLIT));
        const low = narrow(v128.and(pair, lowBits));
        const upper = v128.load(from);
        const lower = v128.load(from + length);
        // Bytes above each other side by side: (u0, l0), (u1, l1), …
        // oxfmt-ignore
        const left = i8x16.shuffle(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        // oxfmt-ignore
        const right = i8x16.shuffle(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        let bytes = i16x8.extend_low_i8x16_u(left);
        low0 = i32x4.add(low0, i32x4.dot_i16x8_s(bytes, low));
        high0 = i32x4.add(high0, i32x4.dot_i16x8_s(bytes, high));
        bytes = i16x8.extend_high_i8x16_u(left);
        low1 = i32x4.add(low1, i32x4.dot_i16x8_s(bytes, low));
        high1 = i32x4.add(high1, i32x4.dot_i16x8_s(bytes, high));
        bytes = i16x8.extend_low_i8x16_u(right);
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(bytes, low));
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(bytes, high));
        bytes = i16x8.extend_high_i8x16_u(right);
        low3 = i32x4.add(low3, i32x4.dot_i16x8_s(bytes, low));
        high3 = i32x4.add(high3, i32x4.dot_i16x8_s(bytes, high));
        from += 2 * length;
      }
      // A line's last bytes may be too many: the next line overwrites them.
      v128.store(
        into + i * length + x,
        clamped(
          rounded(low0, high0),
          rounded(low1, high1),
          rounded(low2, high2),
          rounded(low3, high3),
        ),
      );
    }
  }
}

/** `count` RGB pixels to a plane of float32 for each channel, by a table of 256 for each. */
export function toPlanes(source: usize, count: usize, table: usize, into: usize): void {
  const plane: usize = 4 * count;
  for (let i: usize = 0; i < count; i++) {
    const pixel = source + 3 * i;
    const to = into + 4 * i;
    store<f32>(to, load<f32>(table + 4 * load<u8>(pixel)));
    store<f32>(to + plane, load<f32>(table + 4 * load<u8>(pixel, 1), 1024));
    store<f32>(to + 2 * plane, load<f32>(table + 4 * load<u8>(pixel, 2), 2048));
  }
}

/** Four numbers of 32 bits as 16 bits, twice: a pair of weights in every lane of a product. */
function narrow(numbers: v128): v128 {
  return i16x8.narrow_i32x4_s(numbers, numbers);
}

function rounded(low: v128, high: v128): v128 {
  return i32x4.shr_s(i32x4.add(low, i32x4.shl(high, SPLIT)), PRECISION);
}

/** Sixteen sums as bytes: below 0 is 0, above 255 is 255. */
function clamped(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}
