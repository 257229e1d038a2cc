import { useEffect, useState } from "react";

/** Takes files dropped anywhere on the page, before the editors do; true while some hover over it. */
export function useDroppedFiles(take: (files: File[]) => void): boolean {
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
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      take(files);
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
