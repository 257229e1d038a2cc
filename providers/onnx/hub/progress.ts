import type { Blob } from "./download.ts";

/** In bytes; files that were there before are in neither number. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export type Tally = ReturnType<typeof createTally>;

/** Adds up how far the files of one pull are, and reports each step. */
export function createTally(report: (progress: Progress) => void) {
  const files = new Map<string, { done: number; size: number | undefined }>();
  const keyOf = ({ repo, etag }: Blob) => `${repo} ${etag}`;
  const set = (blob: Blob, done: number) => {
    files.set(keyOf(blob), { done, size: blob.size });
    const all = [...files.values()];
    report({
      done: all.reduce((sum, file) => sum + file.done, 0),
      // The hub may not know a size: what has come of that file counts.
      total: all.reduce((sum, file) => sum + (file.size ?? file.done), 0),
    });
  };

  return {
    /** Files that are still to come; nothing is reported. */
    expect(blobs: readonly Blob[]): void {
      for (const blob of blobs) {
        const { done } = files.get(keyOf(blob)) ?? { done: 0 };
        files.set(keyOf(blob), { done, size: blob.size });
      }
    },
    /** `done` bytes of the file are on the disk. */
    set,
    end: (blob: Blob) => set(blob, blob.size ?? files.get(keyOf(blob))?.done ?? 0),
  };
}
