import type { Results } from "../types.ts";
import { keyVariable } from "./curl.ts";

/** What whoever runs the operation again has to know, a sentence each. */
export function notesOn({ photos, columns }: Results, maxFiles: number, keyed = false): string[] {
  const files = photos.flatMap(({ name, source }) => (typeof source === "string" ? [] : [name]));
  const twice = files.find((name, i) => files.indexOf(name) !== i);
  const chosen = columns.find(({ activation, model }) => activation !== model.activation);
  const notes: (string | false | undefined)[] = [
    files.length > 0 &&
      "The photos are not in it: run curl in their folder, or attach them in the playground.",
    twice !== undefined &&
      `Several photos are named ${twice}: in the command, write the folder before each name.`,
    files.length > maxFiles &&
      `It has ${files.length} files, and this gateway takes ${maxFiles} in one request: leave some out.`,
    keyed && `Your key is not in it: set ${keyVariable} to it before you run curl.`,
    chosen &&
      `The scores here are made by ${chosen.activation}; the operation answers each model's own. Its similarities are the same.`,
  ];
  return notes.filter((note) => typeof note === "string");
}
