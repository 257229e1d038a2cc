import { dot } from "./eigen.ts";
import { centred, project, type Projection } from "./pca.ts";

/** The vectors of one model, one per photo and one per label; null where a photo has none. */
export interface Vectors {
  readonly photos: readonly (Float32Array | null)[];
  readonly labels: readonly Float32Array[];
}

export interface Point {
  /** Index of the photo or of the label. */
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

export interface PlaneData {
  readonly photos: readonly Point[];
  readonly labels: readonly Point[];
  readonly shares: Projection["shares"];
}

/** Whether there are enough of both for their means to be taken away from each. */
export function canSeparate({ photos, labels }: Vectors): boolean {
  return photos.filter((vector) => vector).length > 1 && labels.length > 1;
}

/**
 * Photos and labels on one plane. Models that learned from pairs of images and texts put all images
 * into one region and all texts into another, however well a text fits: along that gap the two
 * would be seen, and nothing else. `separate` takes the mean of the photos from the photos and that
 * of the labels from the labels. See "Mind the Gap", https://arxiv.org/abs/2203.02053.
 */
export function planeOf({ photos, labels }: Vectors, separate: boolean): PlaneData {
  const shown = photos.flatMap((vector, index) => (vector ? [{ vector, index }] : []));
  const ofPhotos = shown.map(({ vector }) => vector);
  const rows = separate ? [...centred(ofPhotos), ...centred(labels)] : [...ofPhotos, ...labels];
  const { points, shares } = project(rows);
  const at = (index: number, point: number): Point => {
    const [x, y] = points[point]!;
    return { index, x, y };
  };
  return {
    photos: shown.map(({ index }, i) => at(index, i)),
    labels: labels.map((_, i) => at(i, shown.length + i)),
    shares,
  };
}

/** The label nearest to a photo by all numbers of their vectors, not on the plane. */
export interface Nearest {
  readonly label: number;
  readonly cosine: number;
}

export function nearestLabels({ photos, labels }: Vectors): (Nearest | null)[] {
  return photos.map((photo) => {
    if (!photo || labels.length === 0) {
      return null;
    }
    const cosines = labels.map((label) => dot(photo, label));
    const label = cosines.indexOf(Math.max(...cosines));
    return { label, cosine: cosines[label]! };
  });
}
