import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkInterval,
  checkLength,
  checkSegments,
  cut,
  rangeOf,
} from "../../../src/video/segments.ts";

const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { code: string; message: string }).code;
  }
  return "nothing";
};

describe("segments", () => {
  it("are cut at every interval, the last one shorter", () => {
    expect(cut({ startOffsetSec: 1, endOffsetSec: 10.5 }, 4)).toEqual([
      { startOffsetSec: 1, endOffsetSec: 5 },
      { startOffsetSec: 5, endOffsetSec: 9 },
      { startOffsetSec: 9, endOffsetSec: 10.5 },
    ]);
    expect(cut({ startOffsetSec: 0, endOffsetSec: 3 }, 16)).toEqual([
      { startOffsetSec: 0, endOffsetSec: 3 },
    ]);
  });

  it("end without one of a single picture, but are never none", () => {
    expect(cut({ startOffsetSec: 0, endOffsetSec: 12.012 }, 4)).toHaveLength(3);
    expect(cut({ startOffsetSec: 0, endOffsetSec: 12.1 }, 4)).toHaveLength(4);
    expect(cut({ startOffsetSec: 0, endOffsetSec: 0.04 }, 4)).toEqual([
      { startOffsetSec: 0, endOffsetSec: 0.04 },
    ]);
  });

  it("follow one another without a gap, in order, none longer than the interval", () => {
    const seconds = fc.double({ min: 0.1, max: 500, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, fc.double({ min: 0.5, max: 60, noNaN: true }), (a, b, step) => {
        const range = { startOffsetSec: a, endOffsetSec: a + b };
        const parts = cut(range, step);
        expect(parts[0]!.startOffsetSec).toBeCloseTo(a, 5);
        expect(Math.abs(parts.at(-1)!.endOffsetSec - (a + b))).toBeLessThan(0.0501);
        parts.forEach(({ startOffsetSec: s, endOffsetSec: e }, i) => {
          expect(e - s).toBeLessThan(step + 1e-5);
          expect(e).toBeGreaterThan(s);
          if (i > 0) {
            expect(s).toBe(parts[i - 1]!.endOffsetSec);
          }
        });
      }),
    );
  });

  it("end with the video, which must not end before they start", () => {
    const all = { startOffsetSec: 2, intervalSec: 4 };
    expect(rangeOf(all, 10)).toEqual({ startOffsetSec: 2, endOffsetSec: 10 });
    expect(rangeOf({ ...all, endOffsetSec: 6 }, 10).endOffsetSec).toBe(6);
    expect(rangeOf({ ...all, endOffsetSec: 60 }, 10).endOffsetSec).toBe(10);
    expect(() => rangeOf(all, 2)).toThrow("startOffsetSec is 2; the video ends at 2 s");
  });

  it("that are impossible are refused, with the number that is wrong", () => {
    const ok = { startOffsetSec: 0, intervalSec: 16 };
    expect(codeOf(() => checkSegments({ ...ok, endOffsetSec: 3 }))).toBe("nothing");
    for (const [wrong, message] of [
      [{ startOffsetSec: -1 }, "startOffsetSec is -1"],
      [{ startOffsetSec: NaN }, "startOffsetSec is NaN"],
      [{ intervalSec: Infinity }, "intervalSec is Infinity"],
      [{ intervalSec: 0 }, "intervalSec is 0"],
      [{ startOffsetSec: 5, endOffsetSec: 5 }, "endOffsetSec is 5"],
      [{ endOffsetSec: NaN }, "endOffsetSec is NaN"],
    ] as const) {
      const check = () => checkSegments({ ...ok, ...wrong });
      expect(check).toThrow(message);
      expect(codeOf(check)).toBe("BAD_INPUT");
    }
    expect(codeOf(() => checkInterval({ ...ok, intervalSec: 0.5 }))).toBe("nothing");
    expect(() => checkInterval({ ...ok, intervalSec: 0.4 })).toThrow("it must be 0.5");
  });

  it("of more seconds than allowed are too many", () => {
    const range = { startOffsetSec: 10, endOffsetSec: 20 };
    expect(codeOf(() => checkLength(range, 10))).toBe("nothing");
    expect(codeOf(() => checkLength(range, 9))).toBe("TOO_LARGE");
    expect(() => checkLength(range, 9)).toThrow("10 s of video are to be embedded; the limit is 9");
  });
});
