import { ToolbarButton } from "@graphiql/react";
import { useCallback, useRef } from "react";
import { createPortal } from "react-dom";
import { AttachmentStrip } from "./attachment-strip.tsx";
import type { Attachments } from "./attachments.ts";
import { CameraIcon } from "./icons.tsx";
import type { FileLimits } from "./limits.ts";
import { useAttachments } from "./use-attachments.ts";
import { useDroppedFiles } from "../shared/use-dropped-files.ts";

type Props = {
  readonly attachments: Attachments;
  readonly limits: Promise<FileLimits | undefined>;
};

/** The toolbar's button, the whole page as a place to drop files, and the strip that lists them. */
export function AttachFiles({ attachments, limits }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const { attach, ...strip } = useAttachments(attachments, limits);
  const dragging = useDroppedFiles(attach);
  const place = document.getElementById("photos");

  const choose = useCallback(() => input.current?.click(), []);
  return (
    <>
      <ToolbarButton label="Attach photo or video" onClick={choose}>
        <CameraIcon />
      </ToolbarButton>
      <input
        ref={input}
        type="file"
        accept="image/*,video/*"
        multiple
        hidden
        aria-label="Photos to attach"
        onChange={({ currentTarget }) => {
          attach([...(currentTarget.files ?? [])]);
          // Choosing the same file again must count as a change.
          currentTarget.value = "";
        }}
      />
      {place && createPortal(<AttachmentStrip {...strip} />, place)}
      {dragging && createPortal(<p className="drop-here">Drop to attach</p>, document.body)}
    </>
  );
}
