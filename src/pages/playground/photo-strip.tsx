import { CloseIcon } from "@graphiql/react";
import type { Photo } from "./photos.ts";
import type { PhotosInUse } from "./use-photos.ts";

/** One thumbnail a photo; pressing it puts the photo into the open tab's variables or out again. */
export function PhotoStrip({ photos, used, notice, toggle, remove }: Omit<PhotosInUse, "attach">) {
  return (
    <>
      <h2>Photos</h2>
      <ul>
        {photos.map((photo) => (
          <li
            key={photo.name}
            ref={photo.file && bringIntoSight}
            className={used.has(photo.name) ? "used" : undefined}
          >
            <UseButton photo={photo} pressed={used.has(photo.name)} toggle={toggle} />
            {photo.file && (
              <button
                type="button"
                className="remove"
                aria-label={`Remove ${photo.name}`}
                title={`Remove ${photo.name}`}
                onClick={() => remove(photo.name)}
              >
                <CloseIcon aria-hidden="true" />
              </button>
            )}
          </li>
        ))}
      </ul>
      <p role="status" title={notice}>
        {notice || "Attach your own with the camera button, or drop them here."}
      </p>
    </>
  );
}

/** What was just attached stands last, which is out of sight when the strip is full. */
function bringIntoSight(item: HTMLLIElement | null): void {
  item?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function UseButton(props: { photo: Photo; pressed: boolean; toggle: (name: string) => void }) {
  const { photo, pressed, toggle } = props;
  return (
    <button
      type="button"
      className="use"
      aria-pressed={pressed}
      title={pressed ? `Take ${photo.name} out of the variables` : `Use ${photo.name} in this tab`}
      onClick={() => toggle(photo.name)}
    >
      <img src={photo.url} alt="" />
      <span>{photo.name}</span>
    </button>
  );
}
