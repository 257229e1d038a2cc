import { resolve } from "node:path";
import type { Source } from "../rows.ts";
import { isImage } from "./images.ts";

/** What the values of a column are. */
export const kinds = ["url", "path", "text"] as const;
export type Kind = (typeof kinds)[number];

/** @param folder what paths are relative to */
export function sourceOf(value: string | null, kind: Kind, folder: string): Source {
  if (value === null || value.trim() === "") {
    return { problem: { code: "EMPTY", message: "There is no value in this row." } };
  }
  if (kind === "text") {
    return { text: value };
  }
  return kind === "url" ? { url: value.trim() } : { path: resolve(folder, value) };
}

/** By the first values of a column. */
export function guessKind(values: readonly (string | null)[]): Kind {
  const given = values.filter((value) => value !== null && value.trim() !== "") as string[];
  const all = (test: (value: string) => boolean) => given.length > 0 && given.every(test);
  if (all((value) => /^\s*https?:\/\//i.test(value))) {
    return "url";
  }
  return all(isImage) ? "path" : "text";
}
