import { useEffect, useState } from "react";

/**
 * Takes files dropped anywhere on the page, before its editors do; true while some hover over it.
 * What was dropped can tell folders from files, but only until the event is over.
 */
export function useDroppedFiles(take: (files: File[], dropped: DataTransfer) => void): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = "copy";
      setDragging(true);
    };
    const drop = (event: DragEvent) => {
      setDragging(false);
      const { dataTransfer } = event;
      if (!dataTransfer || dataTransfer.files.length === 0) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      take([...dataTransfer.files], dataTransfer);
    };
    window.addEventListener("dragenter", over, options);
    window.addEventListener("dragover", over, options);
    window.addEventListener("drop", drop, options);
    // Only on the way out of the window is there nothing the pointer moves on to.
    window.addEventListener(
      "dragleave",
      (event) => event.relatedTarget === null && setDragging(false),
      options,
    );
    return () => listening.abort();
  }, [take]);
  return dragging;
}
