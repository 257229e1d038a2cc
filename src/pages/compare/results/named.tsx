import type { Photo } from "../types.ts";

/** A photo's thumbnail, where there is one, and its name. */
export function Named({ photo }: { photo: Photo }) {
  return (
    <span className="named">
      {photo.thumbnail !== null && <img src={photo.thumbnail} alt="" loading="lazy" />}
      <span>{photo.name}</span>
    </span>
  );
}
