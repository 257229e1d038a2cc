import { CloseIcon } from "@graphiql/react";
import type { Attachment } from "./attachments.ts";
import { FilmIcon } from "./icons.tsx";
import type { AttachmentsInUse } from "./use-attachments.ts";

/** One thumbnail a file; pressing it puts the file into the open tab's variables or out again. */
export function AttachmentStrip(props: Omit<AttachmentsInUse, "attach">) {
  const { files, used, takesMany, notice, toggle, useAll, remove } = props;
  const unused = files.filter(({ kind, name }) => kind === "image" && !used.has(name));
  return (
    <>
      <h2>Photos</h2>
      <ul>
        {files.map((file) => (
          <li
            key={file.name}
            ref={file.file && bringIntoSight}
            className={used.has(file.name) ? "used" : undefined}
          >
            <UseButton file={file} pressed={used.has(file.name)} toggle={toggle} />
            {file.file && (
              <button
                type="button"
                className="remove"
                aria-label={`Remove ${file.name}`}
                title={`Remove ${file.name}`}
                onClick={() => remove(file.name)}
              >
                <CloseIcon aria-hidden="true" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {takesMany && (
        <button
          type="button"
          className="use-all"
          disabled={unused.length === 0}
          title="Put every photo into this tab's list"
          onClick={() => useAll(unused)}
        >
          Use all
        </button>
      )}
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

type UseButtonProps = {
  readonly file: Attachment;
  readonly pressed: boolean;
  readonly toggle: (file: Attachment) => void;
};

function UseButton({ file, pressed, toggle }: UseButtonProps) {
  return (
    <button
      type="button"
      className="use"
      aria-pressed={pressed}
      title={pressed ? `Take ${file.name} out of the variables` : `Use ${file.name} in this tab`}
      onClick={() => toggle(file)}
    >
      {file.kind === "image" ? <img src={file.url} alt="" /> : <FilmIcon />}
      <span>{file.name}</span>
    </button>
  );
}
