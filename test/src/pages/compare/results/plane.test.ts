import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Box, placeNames } from "../../../../../src/pages/compare/results/place-names.ts";
import {
  canSeparate,
  nearestLabels,
  planeOf,
} from "../../../../../src/pages/compare/results/plane-data.ts";
import { layOut } from "../../../../../src/pages/compare/results/plane-layout.ts";

const vector = (...values: number[]) => Float32Array.from(values);

/** Photos and labels that vary alike, far apart along the third number. */
const gap = {
  photos: [vector(1, 0, 9), null, vector(-1, 0, 9), vector(0, 1, 9)],
  labels: [vector(1, 0, -9), vector(-1, 0, -9), vector(0, 1, -9)],
};

describe("a plane of photos and labels", () => {
  it("shows nothing but the gap between them when they have one mean", () => {
    const { photos, labels, shares } = planeOf(gap, false);
    expect(shares[0]).toBeGreaterThan(0.95);
    expect(Math.abs(photos[0]!.x - labels[0]!.x)).toBeCloseTo(18);
  });

  it("puts a label where its photo is when each have their own", () => {
    const { photos, labels } = planeOf(gap, true);
    for (const [i, { x, y }] of photos.entries()) {
      expect([x, y]).toEqual([expect.closeTo(labels[i]!.x, 9), expect.closeTo(labels[i]!.y, 9)]);
    }
  });

  it("keeps the places in the lists of those that have a vector", () => {
    expect(planeOf(gap, true).photos.map(({ index }) => index)).toEqual([0, 2, 3]);
  });

  it("cannot take the mean from one photo or one label alone", () => {
    expect(canSeparate(gap)).toBe(true);
    expect(canSeparate({ ...gap, photos: [gap.photos[0]!, null] })).toBe(false);
    expect(canSeparate({ ...gap, labels: gap.labels.slice(0, 1) })).toBe(false);
  });

  it("finds the nearest label by the vectors, not by the plane", () => {
    const nearest = nearestLabels({
      photos: [vector(0.6, 0.8), null],
      labels: [vector(1, 0), vector(0, 1)],
    });
    expect(nearest).toEqual([{ label: 1, cosine: expect.closeTo(0.8) }, null]);
  });

  it("has one scale for both axes, and everything inside the picture", () => {
    const data = planeOf(gap, true);
    const { photos, labels, height, side } = layOut(data, ["a", "b", "c"], 700);
    const scale = (photos[0]!.left - photos[1]!.left) / (data.photos[0]!.x - data.photos[1]!.x);
    const other = (photos[1]!.top - photos[2]!.top) / (data.photos[2]!.y - data.photos[1]!.y);
    expect(scale).toBeCloseTo(other);
    for (const { left, top } of photos) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left + side).toBeLessThanOrEqual(700);
      expect(top + side).toBeLessThanOrEqual(height);
    }
    expect(labels.map(({ text }) => text)).toEqual(["a", "b", "c"]);
  });

  it("can be drawn when all points are one", () => {
    const same = { photos: [vector(1, 0), vector(1, 0)], labels: [vector(0, 1), vector(0, 1)] };
    const { photos, middle } = layOut(planeOf(same, true), ["a", "b"], 400);
    expect(photos[0]).toEqual({ ...photos[1], index: 0 });
    expect(middle.x).toBe(200);
  });
});

describe("names in a picture", () => {
  const picture = { width: 300, height: 200 };

  it("stand right of their spot, else where there is room", () => {
    const [free, atTheEdge] = placeNames(
      [
        { x: 50, y: 50, text: "cat" },
        { x: 290, y: 120, text: "dog" },
      ],
      [],
      picture,
    );
    expect(free!.left).toBeGreaterThan(50);
    expect(atTheEdge!.left + atTheEdge!.width).toBeLessThan(290);
  });

  it("are left out where there is none", () => {
    const everywhere: Box = { left: 0, top: 0, ...picture };
    expect(placeNames([{ x: 50, y: 50, text: "cat" }], [everywhere], picture)).toEqual([null]);
  });

  it("never overlap, and never leave the picture", () => {
    const spot = fc.record({
      x: fc.integer({ min: 0, max: 300 }),
      y: fc.integer({ min: 0, max: 200 }),
      text: fc.string({ maxLength: 12 }),
    });
    fc.assert(
      fc.property(fc.array(spot, { maxLength: 40 }), (spots) => {
        const boxes = placeNames(spots, [], picture).filter((box) => box !== null);
        for (const [i, a] of boxes.entries()) {
          expect(a.left).toBeGreaterThanOrEqual(0);
          expect(a.left + a.width).toBeLessThanOrEqual(300);
          expect(a.top).toBeGreaterThanOrEqual(0);
          expect(a.top + a.height).toBeLessThanOrEqual(200);
          for (const b of boxes.slice(i + 1)) {
            const apart =
              a.left + a.width <= b.left ||
              b.left + b.width <= a.left ||
              a.top + a.height <= b.top ||
              b.top + b.height <= a.top;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });
});
