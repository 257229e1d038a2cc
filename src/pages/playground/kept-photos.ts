import { openPhotoStore } from "../compare/photos/store.ts";
import { filesIn } from "./variables.ts";

/**
 * The photos that variables name and the compare page has kept in this browser: a query that is
 * opened from there finds them.
 *
 * @param taken names that are files here already
 */
export async function keptPhotos(variables: string, taken: ReadonlySet<string>): Promise<File[]> {
  const wanted = filesIn(variables);
  const store = await openPhotoStore();
  const kept = (await store?.all()) ?? [];
  return kept.flatMap(({ name, source }) =>
    source instanceof Blob && wanted.has(name) && !taken.has(name)
      ? [new File([source], name, { type: source.type })]
      : [],
  );
}
