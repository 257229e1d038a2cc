import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Photo } from "../types.ts";
import { type Added, addFiles, photoAt } from "./add-photos.ts";
import type { FoundFile } from "./find-files.ts";
import { type KeptPhoto, openPhotoStore, type PhotoStore } from "./store.ts";
import { thumbnailOf } from "./thumbnail.ts";

export interface Photos {
  readonly photos: readonly Photo[];
  /** What came of the last action, for people to read. */
  readonly notices: readonly string[];
  addFiles(files: readonly FoundFile[]): void;
  /** Adds the photo at a URL, which the server will fetch. */
  addUrl(address: string): void;
  remove(ids: readonly string[]): void;
  expect(id: string, label: string | null): void;
}

/** The visitor's photos, which survive a reload. */
export function usePhotos(maxBytes: number | undefined): Photos {
  const [photos, setPhotos] = useState<readonly Photo[]>([]);
  const [notices, setNotices] = useState<readonly string[]>([]);
  const added = useRef(0);
  const store = useRef<PhotoStore>(undefined);

  const show = useCallback(async (kept: readonly KeptPhoto[]) => {
    setPhotos((before) => [...before, ...kept.map((photo) => ({ ...photo, thumbnail: null }))]);
    // One after the other: each needs the whole photo in memory.
    for (const { id, source } of kept) {
      const thumbnail = typeof source === "string" ? null : await thumbnailOf(source);
      setPhotos((all) => all.map((photo) => (photo.id === id ? { ...photo, thumbnail } : photo)));
    }
  }, []);

  useEffect(() => {
    void openPhotoStore().then(async (opened) => {
      store.current = opened;
      const kept = (await opened?.all()) ?? [];
      added.current = Math.max(0, ...kept.map(({ id }) => Number(id.split("-")[1]) + 1));
      await show(kept);
    });
  }, [show]);

  const keep = useCallback(
    ({ photos, refused }: Added) => {
      added.current += photos.length;
      setNotices(refused);
      void show(photos);
      store.current?.put(photos).catch(() => {
        setNotices([
          ...refused,
          "The browser has no room for these: they are gone after a reload.",
        ]);
      });
    },
    [show],
  );

  const actions = useMemo(
    () => ({
      addFiles: (files: readonly FoundFile[]) =>
        keep(addFiles(files, { maxBytes, before: added.current })),
      addUrl(address: string) {
        try {
          keep({ photos: [photoAt(address, added.current)], refused: [] });
        } catch (error) {
          setNotices([(error as Error).message]);
        }
      },
      remove(ids: readonly string[]) {
        setNotices([]);
        setPhotos((before) => {
          for (const { id, thumbnail } of before) {
            if (thumbnail && ids.includes(id)) {
              URL.revokeObjectURL(thumbnail);
            }
          }
          return before.filter(({ id }) => !ids.includes(id));
        });
        void store.current?.remove(ids);
      },
      expect(id: string, expected: string | null) {
        setPhotos((before) => {
          const after = before.map((photo) => (photo.id === id ? { ...photo, expected } : photo));
          void store.current?.put(after.filter((photo) => photo.id === id));
          return after;
        });
      },
    }),
    [keep, maxBytes],
  );
  return { photos, notices, ...actions };
}
