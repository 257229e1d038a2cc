import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut, isShort, weigh, type Weight } from "../../../packages/client/src/cut.ts";

const weights = fc.array(
  fc.record(
    { json: fc.nat(2000), file: fc.nat(20_000_000) },
    { requiredKeys: ["json"], noNullPrototype: true },
  ),
  { maxLength: 300 },
);
const limits = fc.record({
  maxInputs: fc.integer({ min: 1, max: 1000 }),
  maxFiles: fc.integer({ min: 1, max: 100 }),
  maxBodyBytes: fc.integer({ min: 1000, max: 32_000_000 }),
  maxUploadBytes: fc.integer({ min: 1000, max: 400_000_000 }),
});

const times = (length: number, weight: Weight) => Array.from({ length }, () => weight);

describe("cutting a list into requests", () => {
  it("leaves nothing out, in order, and passes no limit unless by a single item", () => {
    fc.assert(
      fc.property(weights, limits, fc.nat(5000), (weights, limits, fixed) => {
        const parts = cut(weights, limits, fixed);
        expect(parts.flat()).toEqual([...weights.keys()]);
        for (const part of parts.filter(({ length }) => length > 1)) {
          const items = part.map((index) => weights[index]!);
          const files = items.filter(({ file }) => file !== undefined);
          const json = items.reduce((sum, item) => sum + item.json, fixed);
          const bytes = files.reduce((sum, { file }) => sum + file!, json);
          expect(part.length).toBeLessThanOrEqual(limits.maxInputs);
          expect(files.length).toBeLessThanOrEqual(limits.maxFiles);
          expect(json).toBeLessThanOrEqual(limits.maxBodyBytes);
          expect(files.length > 0 ? bytes : 0).toBeLessThanOrEqual(limits.maxUploadBytes);
        }
      }),
    );
  });

  it("makes no more requests than it must, and one for an empty list", () => {
    const generous = {
      maxInputs: 10,
      maxFiles: 5,
      maxBodyBytes: 1e9,
      maxUploadBytes: 1e9,
    };
    expect(cut([], generous, 0)).toEqual([[]]);
    expect(cut(times(20, { json: 9 }), generous, 0).length).toBe(2);
    expect(cut(times(20, { json: 9, file: 9 }), generous, 0).length).toBe(4);
    expect(cut(times(4, { json: 9, file: 20e6 }), generous, 0).length).toBe(4);
  });

  it("knows what an input takes of a request: its JSON in bytes, and its file", () => {
    expect(weigh("é")).toEqual({ json: 5 });
    expect(weigh({ url: "x" })).toEqual({ json: 12 });
    expect(weigh({ upload: new Blob(["four"]) })).toMatchObject({ file: 4 });
  });

  it("asks for no limits where a list is short, or cannot be cut", () => {
    expect(isShort(times(16, { json: 10 }))).toBe(true);
    expect(isShort(times(17, { json: 10 }))).toBe(false);
    expect(isShort([{ json: 10, file: 90e6 }])).toBe(true);
    expect(isShort(times(2, { json: 10, file: 9e6 }))).toBe(false);
  });
});
