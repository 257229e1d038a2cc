import { createHash } from "node:crypto";

/**
 * A vector that only this content has: what stands at the wrong place, or was made with another
 * option, does not compare equal.
 *
 * @param options whatever else the vector depends on, such as the input type
 */
export function vectorOf(content: string | Uint8Array, dimensions: number, options = ""): number[] {
  const hash = createHash("sha256").update(options).update("\0").update(content).digest();
  const random = xorshift128(hash);
  return Array.from({ length: dimensions }, () => Math.fround(random() / 2 ** 31));
}

/** Marsaglia, "Xorshift RNGs" (2003), section 4. */
function xorshift128(seed: Buffer): () => number {
  let [x, y, z, w] = [0, 4, 8, 12].map((at) => seed.readInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];
  return () => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    return (w = w ^ (w >>> 19) ^ t ^ (t >>> 8));
  };
}
