import { useCallback, useEffect, useId } from "react";
import { useDroppedFiles } from "../../shared/use-dropped-files.ts";
import { chosenFiles, droppedFiles } from "../photos/find-files.ts";
import type { Photos } from "../photos/use-photos.ts";
import { PhotoGrid } from "./photo-grid.tsx";
import { UrlInput } from "./url-input.tsx";

/** Photos by choosing, dropping and pasting, from a folder, and by address. */
export function PhotosInput({
  photos,
  loadExamples,
}: {
  photos: Photos;
  loadExamples: () => void;
}) {
  const { addFiles, addUrl } = photos;
  const dragging = useDroppedFiles(
    useCallback((_, dropped) => void droppedFiles(dropped).then(addFiles), [addFiles]),
  );
  usePasted(addFiles, addUrl);
  const heading = useId();
  const empty = photos.photos.length === 0;
  return (
    <section className="input">
      <h2 id={heading}>
        1 · Photos <Count of={photos.photos.length} />
      </h2>
      <div className={`drop${empty ? " empty" : ""}`}>
        <FileInput name="Photos" text="Choose files" take={addFiles} />
        <FileInput name="Folder" text="Choose a folder" folder take={addFiles} />
        <p>{empty ? "or drop or paste them anywhere on this page." : "or drop or paste more."}</p>
        {empty && (
          <button type="button" className="link" onClick={loadExamples}>
            Try it with three examples
          </button>
        )}
      </div>
      <UrlInput add={addUrl} />
      {photos.notices.length > 0 && (
        <ul className="notices" role="alert">
          {photos.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
      <PhotoGrid photos={photos.photos} kept={photos.kept} remove={photos.remove} />
      {dragging && <p className="drop-here">Drop photos or folders to add them</p>}
    </section>
  );
}

export function Count({ of }: { of: number }) {
  return of > 0 ? <span className="count">{of}</span> : null;
}

interface FileInputProps {
  readonly name: string;
  readonly text: string;
  readonly folder?: boolean;
  readonly take: Photos["addFiles"];
}

function FileInput({ name, text, folder = false, take }: FileInputProps) {
  return (
    <label className={folder ? "button" : "button primary"}>
      <input
        type="file"
        className="unseen"
        aria-label={name}
        multiple
        accept={folder ? undefined : "image/*"}
        {...(folder && { webkitdirectory: "" })}
        onChange={({ currentTarget }) => {
          take(chosenFiles(currentTarget.files ?? []));
          // Choosing the same file again must count as a change.
          currentTarget.value = "";
        }}
      />
      {text}
    </label>
  );
}

/** Files and addresses that are pasted anywhere but into a text. */
function usePasted(addFiles: Photos["addFiles"], addUrl: Photos["addUrl"]): void {
  useEffect(() => {
    const paste = ({ clipboardData, target }: ClipboardEvent) => {
      const typing = target instanceof HTMLElement && target.matches("input, textarea");
      const text = clipboardData?.getData("text/plain").trim() ?? "";
      // With cells of a spreadsheet comes a picture of them.
      if (typing && text) {
        return;
      }
      const files = [...(clipboardData?.files ?? [])];
      if (files.length > 0) {
        addFiles(files.map((file) => ({ file, folder: null })));
      } else if (/^https?:\/\/\S+$/.test(text)) {
        addUrl(text);
      }
    };
    addEventListener("paste", paste);
    return () => removeEventListener("paste", paste);
  }, [addFiles, addUrl]);
}
