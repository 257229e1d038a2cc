import { useCallback } from "react";
import type { Photos } from "./photos/use-photos.ts";
import type { Settings } from "./settings.ts";

const names = ["cat.jpg", "coffee.jpg", "rocket.jpg"];
const labels = "a cat\na dog\na cup of coffee\na bowl of soup\na rocket";

/** The photos that come with the page, with labels where none are typed yet. */
export function useExamples(
  { addFiles }: Photos,
  { labels: typed }: Settings,
  change: (change: Partial<Settings>) => void,
): () => void {
  return useCallback(() => {
    void Promise.all(names.map(load)).then((files) =>
      addFiles(files.map((file) => ({ file, folder: null }))),
    );
    if (typed.trim() === "") {
      change({ labels });
    }
  }, [addFiles, typed, change]);
}

async function load(name: string): Promise<File> {
  const answer = await fetch(new URL(`photos/${name}`, import.meta.url));
  return new File([await answer.blob()], name, { type: "image/jpeg" });
}
