import { readdirSync, readFileSync } from "node:fs";

/** The pages that people read first, by their paths from the root. */
export const documents = [".", "docs"]
  .flatMap((folder) =>
    readdirSync(folder).map((name) => (folder === "." ? name : `${folder}/${name}`)),
  )
  .filter((path) => path.endsWith(".md"))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));
