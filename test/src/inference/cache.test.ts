import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../../../providers/provider.ts";
import { createLruCache, decodeRow, encodeRow } from "../../../src/inference/cache.ts";

const row: fc.Arbitrary<Row> = fc.record(
  {
    vector: fc.float32Array({ maxLength: 40 }),
    tokens: fc.nat(1_000_000),
    truncated: fc.boolean(),
    usd: fc.double({ min: 1e-9, max: 100, noNaN: true }),
  },
  { requiredKeys: ["vector"] },
);

describe("a row as bytes", () => {
  it("reads back as it was, wherever in a buffer it lies", () => {
    fc.assert(
      fc.property(row, fc.nat(9), (row, offset) => {
        const bytes = encodeRow(row);
        const moved = new Uint8Array(offset + bytes.length);
        moved.set(bytes, offset);
        const read = decodeRow(moved.subarray(offset));
        expect(read).toEqual({ truncated: false, ...row });
      }),
    );
  });
});

describe("the cache in this process", () => {
  const of = (length: number, value = 1): Row => ({
    vector: new Float32Array(length).fill(value),
    truncated: false,
  });

  it("answers one row or nothing per key, in the order of the keys", async () => {
    const cache = createLruCache(100_000);
    await cache.setMany([
      ["a", of(4, 1)],
      ["b", of(4, 2)],
    ]);
    expect(await cache.getMany(["b", "c", "a", "b"])).toEqual([
      of(4, 2),
      undefined,
      of(4, 1),
      of(4, 2),
    ]);
  });

  it("hands out rows that nobody can change for the others", async () => {
    const cache = createLruCache(100_000);
    const given = of(4);
    await cache.setMany([["a", given]]);
    given.vector.fill(9);
    (await cache.getMany(["a"]))[0]!.vector.fill(8);
    expect(await cache.getMany(["a"])).toEqual([of(4)]);
  });

  it("forgets what was used longest ago when it is full", async () => {
    const cache = createLruCache(10_000); // some four of these
    for (const key of ["a", "b", "c", "d"]) {
      await cache.setMany([[key, of(500)]]);
      await cache.getMany(["a"]);
    }
    await cache.setMany([["e", of(500)]]);
    const kept = (await cache.getMany(["a", "b", "e"])).map((row) => row !== undefined);
    expect(kept).toEqual([true, false, true]);
  });
});
