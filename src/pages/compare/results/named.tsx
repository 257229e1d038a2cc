import { FileName } from "../file-name.tsx";
import { PhotoPicture } from "../photo-picture.tsx";
import type { Photo } from "../types.ts";

/** A photo, small, and its name. */
export function Named({ photo }: { photo: Photo }) {
  return (
    <span className="named">
      <span>
        <PhotoPicture photo={photo} />
      </span>
      <span>
        <FileName name={photo.name} />
      </span>
    </span>
  );
}
