import { useMemo, useState, useSyncExternalStore } from "react";
import type { FoundFile } from "./find-files.ts";
import { createPhotoList, type PhotoList, type PhotosShown } from "./photo-list.ts";
import { openPhotoStore } from "./store.ts";
import { thumbnailOf } from "./thumbnail.ts";

export interface Photos extends PhotosShown, Pick<PhotoList, "addUrl" | "remove" | "expect"> {
  addFiles(files: readonly FoundFile[]): void;
}

/** @param maxBytes of one file, as the server says; undefined while it is not known */
export function usePhotos(maxBytes: number | undefined): Photos {
  const [list] = useState(() =>
    createPhotoList({
      store: openPhotoStore(),
      thumbnailOf,
    }),
  );
  const shown = useSyncExternalStore(list.subscribe, list.shown);
  const { addUrl, remove, expect } = list;
  const take = useMemo(
    () => (files: readonly FoundFile[]) => list.addFiles(files, maxBytes),
    [list, maxBytes],
  );
  return { ...shown, addFiles: take, addUrl, remove, expect };
}
