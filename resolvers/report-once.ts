/**
 * For fields of one object that list results of the same images: the field that is asked for first
 * reports an image that failed, and the others have null without a word. What fails in one field alone
 * is reported there.
 *
 * @param reported the images that were reported, by their indexes; those of these items are added
 */
export function reportOnce<T>(
  items: readonly (T | Error)[],
  reported: Set<number>,
): (T | Error | null)[] {
  return items.map((item, image) => {
    if (!(item instanceof Error)) {
      return item;
    }
    const known = reported.has(image);
    reported.add(image);
    return known ? null : item;
  });
}
