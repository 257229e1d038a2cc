import { createStore, delMany, entries, setMany, type UseStore } from "idb-keyval";
import type { Photo } from "../types.ts";

/** A photo as it outlives a reload: its thumbnail is made anew. */
export type KeptPhoto = Omit<Photo, "thumbnail">;

/** The visitor's photos in the browser's own database, where the playground finds them, too. */
export interface PhotoStore {
  /** In the order they were added. */
  all(): Promise<KeptPhoto[]>;
  put(photos: readonly KeptPhoto[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
}

/**
 * @returns undefined where the browser keeps nothing, as in some private windows: photos then last
 *   as long as the page
 */
export async function openPhotoStore(): Promise<PhotoStore | undefined> {
  try {
    const store = createStore("parallax-compare", "photos");
    await entries(store);
    return photoStore(store);
  } catch {
    return undefined;
  }
}

function photoStore(store: UseStore): PhotoStore {
  return {
    async all() {
      const kept = await entries<string, KeptPhoto>(store);
      return kept.map(([, photo]) => photo).toSorted((a, b) => a.id.localeCompare(b.id));
    },
    put: (photos) =>
      setMany(
        photos.map(({ id, name, source, expected }) => [
          id,
          { id, name, source, expected } satisfies KeptPhoto,
        ]),
        store,
      ),
    remove: (ids) => delMany([...ids], store),
  };
}
