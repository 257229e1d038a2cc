import type { Photo } from "../types.ts";
import { type Added, addFiles, addUrl } from "./add-photos.ts";
import type { FoundFile } from "./find-files.ts";
import type { KeptPhoto, PhotoStore } from "./store.ts";

/** The visitor's photos, and what came of the last action, for people to read. */
export interface PhotosShown {
  readonly photos: readonly Photo[];
  readonly notices: readonly string[];
  /** Whether they will still be there after a reload. */
  readonly kept: boolean;
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
}

/**
 * Photos that survive a reload: those of the last visit come first. Thumbnails stay as long as the
 * page, because results may still show a photo that was taken out.
 */
export function createPhotoList({ store, thumbnailOf }: PhotoListOptions): PhotoList {
  const listeners = new Set<() => void>();
  let shown: PhotosShown = { photos: [], notices: [], kept: true };
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
    const opened = await store;
    const photos = await opened?.all().catch(() => undefined);
    change({ kept: photos !== undefined });
    void show(photos ?? []);
  }

  async function show(photos: readonly KeptPhoto[]): Promise<void> {
    const before = shown.photos;
    change({ photos: [...before, ...photos.map((photo) => ({ ...photo, thumbnail: null }))] });
    // One after the other: each needs the whole photo in memory.
    for (const { id, source } of photos) {
      const thumbnail = typeof source === "string" ? null : await thumbnailOf(source);
      replace(id, { thumbnail });
    }
  }

  /** After those of the last visit, whose names are taken. */
  async function add(make: (taken: readonly string[]) => Added): Promise<void> {
    await restored;
    const { photos, refused } = make(shown.photos.map(({ name }) => name));
    change({ notices: refused });
    void show(photos);
    try {
      await (await store)?.put(photos);
    } catch {
      notKept();
    }
  }

  /** The browser has no room, or forbids to keep anything. */
  function notKept(): void {
    change({ kept: false });
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    shown: () => shown,
    addFiles: (files, maxBytes) => void add((taken) => addFiles(files, { maxBytes, taken })),
    addUrl: (address) => void add((taken) => addUrl(address, { taken })),
    remove(ids) {
      change({ photos: shown.photos.filter(({ id }) => !ids.includes(id)), notices: [] });
      void store.then((opened) => opened?.remove(ids)).catch(notKept);
    },
    expect(id, expected) {
      replace(id, { expected });
      const photo = shown.photos.find((each) => each.id === id);
      void store.then((opened) => photo && opened?.put([photo])).catch(notKept);
    },
  };
}
