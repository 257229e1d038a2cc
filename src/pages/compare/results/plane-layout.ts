import type { PlaneData, Point } from "./plane-data.ts";
import { around, type Box, type Place, placeNames, type Spot } from "./place-names.ts";

/** The plane in pixels. */
export interface Layout {
  readonly height: number;
  /** Side of a thumbnail. */
  readonly side: number;
  readonly photos: readonly (Box & { readonly index: number })[];
  /** The mark's place, and the box of its name: null where there is no room for one. */
  readonly labels: readonly (Spot & { readonly index: number; readonly name: Place | null })[];
  /** Where the mean is. */
  readonly middle: { readonly x: number; readonly y: number };
}

const longest = 26;

/** Both axes have one scale: the distances on a plane are what it shows. */
export function layOut(data: PlaneData, labels: readonly string[], width: number): Layout {
  const height = Math.round(Math.min(560, Math.max(300, width * 0.6)));
  const side =
    (data.photos.length > 40 ? 28 : data.photos.length > 12 ? 40 : 56) * (width < 560 ? 0.75 : 1);
  const points = [...data.photos, ...data.labels];
  const [horizontal, vertical] = [
    extent(points.map(({ x }) => x)),
    extent(points.map(({ y }) => y)),
  ];
  const margin = side / 2 + 14;
  const scale = Math.min(
    (width - 2 * margin) / (horizontal.length || 1),
    (height - 2 * margin) / (vertical.length || 1),
  );
  const place = ({ x, y }: Pick<Point, "x" | "y">) => ({
    x: width / 2 + (x - horizontal.middle) * scale,
    y: height / 2 - (y - vertical.middle) * scale,
  });
  const photos = data.photos.map((point) => {
    const { x, y } = place(point);
    return { index: point.index, ...around(x, y, side / 2) };
  });
  const spots = data.labels.map((point) => ({
    index: point.index,
    text: shortened(labels[point.index] ?? ""),
    ...place(point),
  }));
  const names = placeNames(spots, photos, { width, height });
  return {
    height,
    side,
    photos,
    labels: spots.map((spot, i) => ({ ...spot, name: names[i]! })),
    middle: place({ x: 0, y: 0 }),
  };
}

function extent(values: readonly number[]): { length: number; middle: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return { length: high - low, middle: (low + high) / 2 };
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : text;
}
