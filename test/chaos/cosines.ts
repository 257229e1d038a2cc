import { dot } from "../../models/vector/vector.ts";
import { type Gallery, numberGallery } from "./gallery.ts";
import type { Reference } from "./references.ts";

/** What `cosine` has for an image: one number per text, in their order. */
export function cosinesWith(
  texts: readonly string[],
  { images, imageRows, textRows }: Reference,
): { readonly gallery: Gallery<readonly number[]>; rowOf(row: number[]): readonly number[] } {
  const vectors = texts.map((text) => textRows.vector(text));
  const gallery = numberGallery(
    images.map(({ id }) => id),
    (id) => vectors.map((vector) => dot(vector, imageRows.vector(id))),
    tolerance,
  );
  return { gallery, rowOf: (row) => row };
}

/** Kernels round by the batch. */
const tolerance = 0.003;
