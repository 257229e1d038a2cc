import { ToolbarButton } from "@graphiql/react";
import { useCallback, useRef } from "react";
import { createPortal } from "react-dom";
import { PhotoStrip } from "./photo-strip.tsx";
import type { Photos } from "./photos.ts";
import { useDroppedFiles } from "../shared/use-dropped-files.ts";
import { usePhotos } from "./use-photos.ts";

/** The toolbar's button, the whole page as a place to drop photos, and the strip that lists them. */
export function AttachPhoto({ photos }: { photos: Photos }) {
  const input = useRef<HTMLInputElement>(null);
  const { attach, ...strip } = usePhotos(photos);
  const dragging = useDroppedFiles(attach);
  const place = document.getElementById("photos");

  const choose = useCallback(() => input.current?.click(), []);
  return (
    <>
      <ToolbarButton label="Attach photo" onClick={choose}>
        <CameraIcon />
      </ToolbarButton>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label="Photos to attach"
        onChange={({ currentTarget }) => {
          attach([...(currentTarget.files ?? [])]);
          // Choosing the same file again must count as a change.
          currentTarget.value = "";
        }}
      />
      {place && createPortal(<PhotoStrip {...strip} />, place)}
      {dragging && createPortal(<p className="drop-here">Drop to attach</p>, document.body)}
    </>
  );
}

function CameraIcon() {
  return (
    <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M3 8.5A1.5 1.5 0 0 1 4.5 7H7l1.6-2.5h6.8L17 7h2.5A1.5 1.5 0 0 1 21 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5z"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinejoin="round"
      />
      <circle cx="12" cy="13" r="3.6" stroke="currentColor" strokeWidth="1.8" />
    </svg>
  );
}
