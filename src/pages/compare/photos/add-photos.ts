import type { KeptPhoto } from "./store.ts";
import type { FoundFile } from "./find-files.ts";

/** What came of files that somebody gave. */
export interface Added {
  readonly photos: readonly KeptPhoto[];
  /** One sentence per file that is not taken. */
  readonly refused: readonly string[];
}

/** Types that the server reads, and those that browsers know no type of. */
const readable = /^(?:image\/(?:jpeg|png|webp|gif|tiff|avif)|)$/;

/**
 * Photos of files, under ids that sort in the order they came. Where files come from several
 * folders, a folder's name is what its photos are expected to show.
 *
 * @param maxBytes the server's limit; undefined while it is not known
 * @param before how many photos were ever added
 */
export function addFiles(
  files: readonly FoundFile[],
  { maxBytes, before }: { readonly maxBytes: number | undefined; readonly before: number },
): Added {
  const folders = new Set(files.map(({ folder }) => folder));
  const photos: KeptPhoto[] = [];
  const refused: string[] = [];
  for (const { file, folder } of files) {
    const problem = problemWith(file, maxBytes);
    if (problem) {
      refused.push(problem);
    } else if (!file.name.startsWith(".")) {
      photos.push({
        id: idOf(before + photos.length),
        name: file.name,
        source: file,
        expected: folders.size > 1 ? folder : null,
      });
    }
  }
  return { photos, refused };
}

/** A photo that the server fetches. @throws TypeError when it is no http or https address */
export function photoAt(address: string, before: number): KeptPhoto {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      `"${address.trim()}" is not an address that starts with https:// or http://.`,
    );
  }
  const name = decodeURIComponent(url.pathname.split("/").at(-1) ?? "") || url.hostname;
  return { id: idOf(before), name, source: url.href, expected: null };
}

function problemWith(file: File, maxBytes: number | undefined): string | undefined {
  if (!readable.test(file.type)) {
    return `${file.name} is ${file.type}. The server reads JPEG, PNG, WebP, GIF, TIFF and AVIF.`;
  }
  if (file.size === 0) {
    return `${file.name} is empty.`;
  }
  if (maxBytes !== undefined && file.size > maxBytes) {
    return `${file.name} has ${megabytes(file.size)}. The server takes ${megabytes(maxBytes)} at most.`;
  }
  return undefined;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;
}

function idOf(count: number): string {
  return `photo-${String(count).padStart(8, "0")}`;
}
