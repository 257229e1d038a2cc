import { readableFormats } from "../shared/readable-images.ts";
import { kindOf, unreadableFormat } from "./file-kinds.ts";
import type { FileLimits } from "./limits.ts";

type Sorted = {
  readonly taken: readonly File[];
  /** A sentence for each reason, however many files have it. */
  readonly refusals: readonly string[];
};

/** What is said of one file, and of many. */
type Reason = { readonly one: string; readonly many: string };

/** Sets apart the files that the server would refuse, whatever else is sent with them. */
export function sortFiles(files: readonly File[], limits: FileLimits | undefined): Sorted {
  const taken: File[] = [];
  const refused = new Map<string, { reason: Reason; names: string[] }>();
  for (const file of files) {
    const reason = unreadable(file) ?? tooLarge(file, limits);
    if (reason) {
      const names = refused.get(reason.many)?.names ?? [];
      refused.set(reason.many, { reason, names: [...names, file.name] });
    } else {
      taken.push(file);
    }
  }
  const refusals = Array.from(refused.values(), ({ reason, names }) =>
    names.length === 1
      ? `${names[0]} ${reason.one}.`
      : `${names.length} files (${names[0]} and so on) ${reason.many}.`,
  );
  return { taken, refusals };
}

function unreadable(file: File): Reason | undefined {
  const format = unreadableFormat(file);
  if (format === undefined) {
    return undefined;
  }
  if (format === "other") {
    return { one: "is not an image or a video", many: "are not images or videos" };
  }
  const read = `${format}; the server reads ${readableFormats}`;
  return { one: `is ${read}`, many: `are ${read}` };
}

function tooLarge(file: File, limits: FileLimits | undefined): Reason | undefined {
  const video = kindOf(file) === "video";
  const most = video ? limits?.maxVideoBytes : limits?.maxImageBytes;
  if (most === undefined || file.size <= most) {
    return undefined;
  }
  const limit = `the server takes ${video ? "videos" : "photos"} of up to ${megabytes(most)}`;
  return { one: `has ${megabytes(file.size)}; ${limit}`, many: `are too large; ${limit}` };
}

/** As many digits as tell sizes apart, and never 0: `123.5 MB`, `1.4 MB`, `0.002 MB`. */
function megabytes(bytes: number): string {
  return `${Number((bytes / 1e6).toPrecision(bytes < 1e7 ? 2 : 4))} MB`;
}
