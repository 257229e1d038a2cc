import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostFramesOf, planFrames } from "../../../src/video/frame-plan.ts";
import { cut } from "../../../src/video/segments.ts";

const momentsOf = (start: number, end: number, interval: number) =>
  planFrames(cut({ startOffsetSec: start, endOffsetSec: end }, interval)).flatMap(
    ({ firstSec, stepSec, segments }) =>
      segments.map((segment, i) => ({ segment, at: firstSec + i * stepSec })),
  );

describe("the frames of a segment", () => {
  it("are one a second, in the middle of each", () => {
    expect(momentsOf(0, 6, 3)).toEqual([
      { segment: 0, at: 0.5 },
      { segment: 0, at: 1.5 },
      { segment: 0, at: 2.5 },
      { segment: 1, at: 3.5 },
      { segment: 1, at: 4.5 },
      { segment: 1, at: 5.5 },
    ]);
  });

  it("are eight of a long one, and one of a short one", () => {
    expect(momentsOf(0, 16, 16).map(({ at }) => at)).toEqual([1, 3, 5, 7, 9, 11, 13, 15]);
    expect(momentsOf(0, 1, 0.5).map(({ at }) => at)).toEqual([0.25, 0.75]);
    expect(momentsOf(0, 5, 1000)).toHaveLength(5);
  });

  it("keep their distance in a shorter last one, or are the one in its middle", () => {
    expect(momentsOf(0, 20, 16).slice(8)).toEqual([
      { segment: 1, at: 17 },
      { segment: 1, at: 19 },
    ]);
    expect(momentsOf(0, 16.5, 16).slice(8)).toEqual([{ segment: 1, at: 16.25 }]);
  });

  it("lie in it, in order, at least one and no more than were counted before", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0.04, max: 300, noNaN: true }),
        fc.double({ min: 0.5, max: 60, noNaN: true }),
        (start, length, interval) => {
          const parts = cut({ startOffsetSec: start, endOffsetSec: start + length }, interval);
          const moments = momentsOf(start, start + length, interval);
          expect(new Set(moments.map(({ segment }) => segment)).size).toBe(parts.length);
          expect(moments.length).toBeLessThanOrEqual(mostFramesOf(parts.length, interval));
          moments.forEach(({ segment, at }, i) => {
            expect(at).toBeGreaterThan(parts[segment]!.startOffsetSec);
            expect(at).toBeLessThan(parts[segment]!.endOffsetSec);
            if (i > 0) {
              expect(at).toBeGreaterThan(moments[i - 1]!.at);
            }
          });
        },
      ),
    );
  });
});
