import { bulkhead } from "cockatiel";
import type { HeldImage, Image, ImageSource } from "./read-media.ts";

/** Runs work on an image, which is let go of when nobody works on it any more. */
export type WithImage = <T>(source: ImageSource, work: (image: Image) => Promise<T>) => Promise<T>;

/**
 * For one request: the same URL, upload or base64 text is read once for all who need it at the same
 * time, such as several models, and held once until the last of them is done. Some URLs at once are
 * fetched, so that a request of 1,000 does not open as many connections and look up as many names.
 */
export function createImageSharing(read: (source: ImageSource) => Promise<HeldImage>): WithImage {
  const fetches = bulkhead(32, Infinity);
  const shared = new Map<unknown, { readonly image: Promise<HeldImage>; users: number }>();

  return async (source, work) => {
    const { url, base64, upload } = source;
    const key = url != null ? `url ${url}` : (base64 ?? upload);
    const known = shared.get(key) ?? {
      image: url != null ? fetches.execute(() => read(source)) : read(source),
      users: 0,
    };
    shared.set(key, known);
    known.users++;
    try {
      return await work(await known.image);
    } finally {
      if (--known.users === 0) {
        shared.delete(key);
        await known.image.then(
          ({ release }) => release(),
          () => {},
        );
      }
    }
  };
}
