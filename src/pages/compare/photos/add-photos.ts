import { freeName, nameAt } from "../../shared/file-names.ts";
import { isReadableImage, readableFormats } from "../../shared/readable-images.ts";
import { size } from "../../shared/numbers.ts";
import type { FoundFile } from "./find-files.ts";
import type { KeptPhoto } from "./store.ts";

/** What came of files or of an address that somebody gave. */
export interface Added {
  readonly photos: readonly KeptPhoto[];
  /** One sentence per file that is not taken. */
  readonly refused: readonly string[];
}

/**
 * Photos of files, under names of their own and ids that sort in the order they came. Where files
 * come from several folders, a folder's name is what its photos are expected to show.
 *
 * @param maxBytes the server's limit; undefined while it is not known
 * @param taken names of other photos
 */
export function addFiles(
  files: readonly FoundFile[],
  { maxBytes, taken }: { readonly maxBytes: number | undefined; readonly taken: Iterable<string> },
): Added {
  const folders = new Set(files.map(({ folder }) => folder));
  const names = new Set(taken);
  const photos: KeptPhoto[] = [];
  const refused: string[] = [];
  for (const { file, folder } of files) {
    const problem = problemWith(file, maxBytes);
    if (problem) {
      refused.push(problem);
    } else if (!file.name.startsWith(".")) {
      const name = folder === null ? freeName(file.name, names) : nameOf(file.name, folder, names);
      names.add(name);
      photos.push({
        id: newId(),
        name,
        source: file,
        expected: folders.size > 1 ? folder : null,
      });
    }
  }
  return { photos, refused };
}

/** A photo that the server fetches; refused when it is no http or https address. */
export function addUrl(address: string, { taken }: { readonly taken: Iterable<string> }): Added {
  const text = address.trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    const refused = `"${text}" is not an address that starts with https:// or http://.`;
    return { photos: [], refused: [refused] };
  }
  const name = nameOf(nameAt(url.pathname) || url.hostname, url.hostname, new Set(taken));
  return { photos: [{ id: newId(), name, source: url.href, expected: null }], refused: [] };
}

/** Results and exports tell photos apart by their names: a folder's name says more than a number. */
function nameOf(wanted: string, folder: string, taken: ReadonlySet<string>): string {
  const withFolder = `${folder}/${wanted}`;
  return taken.has(wanted) && !taken.has(withFolder) ? withFolder : freeName(wanted, taken);
}

function problemWith(file: File, maxBytes: number | undefined): string | undefined {
  // Of some files browsers know no type: the server will look.
  if (file.type !== "" && !isReadableImage(file.type)) {
    return `${file.name} is ${file.type}. The server reads ${readableFormats}.`;
  }
  if (file.size === 0) {
    return `${file.name} is empty.`;
  }
  if (maxBytes !== undefined && file.size > maxBytes) {
    return `${file.name} has ${size(file.size)}. The server takes ${size(maxBytes)} at most.`;
  }
  return undefined;
}

let count = 0;

/** By time and count, so that ids sort; by chance, so that those of two tabs are not the same. */
function newId(): string {
  count++;
  const [time, turn] = [Date.now(), count].map((number) => number.toString(36).padStart(9, "0"));
  return `${time}-${turn}-${Math.random().toString(36).slice(2)}`;
}
