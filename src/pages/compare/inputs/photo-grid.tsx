import { memo } from "react";
import { PhotoPicture } from "../photo-picture.tsx";
import type { Photo } from "../types.ts";

/** The photos that will be compared, each with a way to take it out. */
export const PhotoGrid = memo(function PhotoGrid({
  photos,
  kept,
  remove,
}: {
  photos: readonly Photo[];
  kept: boolean;
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
              onClick={({ currentTarget }) => {
                // On to the neighbour: the focus would go with the button.
                const item = currentTarget.parentElement;
                const next = item?.nextElementSibling ?? item?.previousElementSibling;
                next?.querySelector("button")?.focus();
                remove([photo.id]);
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <p className="hint">
        {kept
          ? "Kept in this browser, also after a reload."
          : "This browser cannot keep them: they are gone after a reload."}{" "}
        <button type="button" className="link" onClick={() => remove(photos.map(({ id }) => id))}>
          Remove all
        </button>
      </p>
    </>
  );
});
