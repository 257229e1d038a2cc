import type { Files } from "./files.ts";
import type { GoodImage, PoisonedImage } from "./inputs.ts";
import type { Expectation } from "./judge.ts";
import type { Random } from "./random.ts";

export interface Upload {
  /** In the operation, such as variables.images.3.upload. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** Images as GraphQL takes them, and what is to be expected of each. */
export interface ImageList {
  readonly list: readonly object[];
  readonly expected: readonly Expectation[];
  readonly uploads: readonly Upload[];
}

export type MakeImageList = (
  random: Random,
  images: readonly GoodImage[],
  options: {
    readonly count: number;
    /** Keeps the first one from being poisoned. */
    readonly goodFirst?: boolean;
    /** Of the variable. */
    readonly name?: string;
    /** Share of the images that are poisoned; by default some of a quarter of the lists. */
    readonly poison?: number;
  },
) => ImageList;

/** Lists by base64, URL and upload, side by side; in some, a few are poisoned. */
export function imageListsFrom(files: Files, poisoned: readonly PoisonedImage[]): MakeImageList {
  return (random, images, { count, goodFirst = false, name, ...options }) => {
    const { poison = random.chance(0.25) ? 0.3 : 0 } = options;
    const hasUploads = random.chance(0.15);
    const uploads: Upload[] = [];
    const made = Array.from({ length: count }, (_, i) => {
      const isPoisoned = random.chance(poison) && !(goodFirst && i === 0);
      if (isPoisoned && random.chance(0.3)) {
        const { url, refused } = random.pick(files.hostileUrls);
        return { input: { url }, expectation: { refused } };
      }
      const image = isPoisoned ? random.pick(poisoned) : random.pick(images);
      const expectation: Expectation =
        "id" in image ? { id: image.id } : { refused: image.refused };
      if ("id" in image && random.chance(0.2)) {
        return { input: { url: files.urlOf(image) }, expectation };
      }
      if (hasUploads && random.chance(0.5)) {
        const variable = name ? `variables.${name}` : `variables.images.${i}`;
        uploads.push({ path: `${variable}.upload`, bytes: image.bytes });
        return { input: { upload: null }, expectation };
      }
      return { input: { base64: image.base64 }, expectation };
    });
    return {
      list: made.map(({ input }) => input),
      expected: made.map(({ expectation }) => expectation),
      uploads,
    };
  };
}
