import type { Photo } from "../types.ts";
import { addFiles, photoAt } from "./add-photos.ts";
import type { FoundFile } from "./find-files.ts";
import type { KeptPhoto, PhotoStore } from "./store.ts";

/** The visitor's photos, and what came of the last action, for people to read. */
export interface PhotosShown {
  readonly photos: readonly Photo[];
  readonly notices: readonly string[];
}

export interface PhotoList {
  subscribe(listener: () => void): () => void;
  shown(): PhotosShown;
  /** @param maxBytes the server's limit; undefined while it is not known */
  addFiles(files: readonly FoundFile[], maxBytes: number | undefined): void;
  /** Adds the photo at a URL, which the server will fetch. */
  addUrl(address: string): void;
  remove(ids: readonly string[]): void;
  expect(id: string, label: string | null): void;
}

export interface PhotoListOptions {
  /** Undefined where the browser keeps nothing: photos then last as long as the page. */
  readonly store: Promise<PhotoStore | undefined>;
  /** An address for `<img src>`; null where the browser cannot show the file. */
  readonly thumbnailOf: (file: Blob) => Promise<string | null>;
  /** Frees what a thumbnail's address holds. */
  readonly forget: (thumbnail: string) => void;
}

/** Photos that survive a reload: those of the last visit come first. */
export function createPhotoList({ store, thumbnailOf, forget }: PhotoListOptions): PhotoList {
  const listeners = new Set<() => void>();
  let shown: PhotosShown = { photos: [], notices: [] };
  let added = 0;
  const restored = restore();

  function change(next: Partial<PhotosShown>): void {
    shown = { ...shown, ...next };
    for (const listener of listeners) {
      listener();
    }
  }

  function replace(id: string, facts: Partial<Photo>): void {
    const photos = shown.photos.map((photo) => (photo.id === id ? { ...photo, ...facts } : photo));
    change({ photos });
  }

  async function restore(): Promise<void> {
    const kept = (await (await store)?.all().catch(() => [])) ?? [];
    added = Math.max(0, ...kept.map(({ id }) => Number(id.split("-")[1]) + 1));
    void show(kept);
  }

  async function show(photos: readonly KeptPhoto[]): Promise<void> {
    const before = shown.photos;
    change({ photos: [...before, ...photos.map((photo) => ({ ...photo, thumbnail: null }))] });
    // One after the other: each needs the whole photo in memory.
    for (const { id, source } of photos) {
      const thumbnail = typeof source === "string" ? null : await thumbnailOf(source);
      const isThere = shown.photos.some((photo) => photo.id === id);
      if (thumbnail && isThere) {
        replace(id, { thumbnail });
      } else if (thumbnail) {
        forget(thumbnail);
      }
    }
  }

  /** After those of the last visit, whose ids come before. */
  async function add(
    make: () => { readonly photos: readonly KeptPhoto[]; readonly refused: readonly string[] },
  ): Promise<void> {
    await restored;
    const { photos, refused } = make();
    added += photos.length;
    change({ notices: refused });
    void show(photos);
    try {
      await (await store)?.put(photos);
    } catch {
      const full =
        "The browser has no room for more photos: the last ones are gone after a reload.";
      change({ notices: [...refused, full] });
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    shown: () => shown,
    addFiles: (files, maxBytes) => void add(() => addFiles(files, { maxBytes, before: added })),
    addUrl: (address) =>
      void add(() => {
        try {
          return { photos: [photoAt(address, added)], refused: [] };
        } catch (error) {
          return { photos: [], refused: [(error as Error).message] };
        }
      }),
    remove(ids) {
      for (const { id, thumbnail } of shown.photos) {
        if (thumbnail && ids.includes(id)) {
          forget(thumbnail);
        }
      }
      change({ photos: shown.photos.filter(({ id }) => !ids.includes(id)), notices: [] });
      void store.then((opened) => opened?.remove(ids));
    },
    expect(id, expected) {
      replace(id, { expected });
      const photo = shown.photos.find((each) => each.id === id);
      void store.then((opened) => photo && opened?.put([photo]));
    },
  };
}
