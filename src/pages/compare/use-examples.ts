import { useCallback } from "react";
import type { Photos } from "./photos/use-photos.ts";
import type { Settings } from "./settings.ts";

const names = ["cat.jpg", "coffee.jpg", "rocket.jpg"];
const labels = "cat\ndog\ncup of coffee\nbowl of soup\nrocket";

/** The photos that come with the page, with labels where none are typed yet. */
export function useExamples(
  { addFiles }: Photos,
  { labels: typed }: Settings,
  change: (change: Partial<Settings>) => void,
): () => void {
  return useCallback(() => {
    // Without one, as when the server is stopping, the others will do.
    void Promise.allSettled(names.map(load)).then((loads) =>
      addFiles(
        loads.flatMap((load) =>
          load.status === "fulfilled" ? [{ file: load.value, folder: null }] : [],
        ),
      ),
    );
    if (typed.trim() === "") {
      change({ labels });
    }
  }, [addFiles, typed, change]);
}

async function load(name: string): Promise<File> {
  const answer = await fetch(new URL(`photos/${name}`, import.meta.url));
  if (!answer.ok) {
    throw new Error(`${name}: ${answer.status}`);
  }
  return new File([await answer.blob()], name, { type: "image/jpeg" });
}
