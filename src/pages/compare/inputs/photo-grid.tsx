import { memo } from "react";
import { PhotoPicture } from "../photo-picture.tsx";
import type { Photo } from "../types.ts";

/** The photos that will be compared, each with a way to take it out. */
export const PhotoGrid = memo(function PhotoGrid({
  photos,
  remove,
}: {
  photos: readonly Photo[];
  remove: (ids: readonly string[]) => void;
}) {
  if (photos.length === 0) {
    return null;
  }
  return (
    <>
      <ul className="photo-grid">
        {photos.map((photo) => (
          <li key={photo.id} title={photo.name}>
            <PhotoPicture photo={photo} />
            <button
              type="button"
              aria-label={`Remove ${photo.name}`}
              onClick={() => remove([photo.id])}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <p className="hint">
        They stay in this browser, also after a reload.{" "}
        <button type="button" className="link" onClick={() => remove(photos.map(({ id }) => id))}>
          Remove all
        </button>
      </p>
    </>
  );
});
