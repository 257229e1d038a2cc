import type { Photo } from "./types.ts";

/** The photo, small; its name's ending where the browser has no picture of it. */
export function PhotoPicture({ photo }: { photo: Photo }) {
  if (photo.thumbnail) {
    return <img className="picture" src={photo.thumbnail} alt="" decoding="async" />;
  }
  const at = typeof photo.source === "string" ? "URL" : (photo.name.split(".").at(-1) ?? "");
  return (
    <span className="picture none" aria-hidden="true">
      {at.slice(0, 4).toUpperCase()}
    </span>
  );
}
