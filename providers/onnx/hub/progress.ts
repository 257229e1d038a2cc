import type { Blob } from "./cache.ts";

/** In bytes; files that were there before are in neither number. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export type ProgressSum = ReturnType<typeof sumProgress>;

/** Adds up how far the files of one pull are, and reports each step. */
export function sumProgress(report: (progress: Progress) => void) {
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

/** The part of a stream that is written to. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressView<Shown extends Progress = Progress> {
  update(progress: Shown): void;
  /** Leaves the last state on a line of its own. */
  end(): void;
}

/** How fast it goes on, since the first report. */
export interface Speed {
  readonly perSecond: number;
  /** Such as "2 min 5 s"; undefined where nobody knows. */
  readonly left: string | undefined;
}

/** Shows a pull. `now` in milliseconds. */
export function terminalProgress(
  stream: Terminal,
  label: string,
  now?: () => number,
): ProgressView {
  return progressView(
    stream,
    (progress, { perSecond, left }) => {
      const speed = perSecond > 0 ? `, ${megabytes(perSecond)} MB/s` : "";
      const rest = left === undefined ? "" : `, ${left} left`;
      const { done, total } = progress;
      const percent = Math.floor(100 * fraction(progress));
      return `${label} ${percent}% ${megabytes(done)} of ${megabytes(total)} MB${speed}${rest}`;
    },
    now,
  );
}

/**
 * Shows how far something is: a bar beside the text where the stream is a terminal, else a line
 * every five seconds. Without a total there is no bar. `now` in milliseconds.
 */
export function progressView<Shown extends Progress>(
  stream: Terminal,
  textOf: (progress: Shown, speed: Speed) => string,
  now: () => number = () => performance.now(),
): ProgressView<Shown> {
  const everyMs = stream.isTTY ? 100 : 5000;
  let begin: { at: number; done: number } | undefined;
  let last: Shown | undefined;
  let shownAt = -Infinity;
  let shown: Shown | undefined;

  return {
    update(progress) {
      // Counted from the first report: what a resumed part had before is no part of the rate.
      begin ??= { at: now(), done: progress.done };
      last = progress;
      if (now() - shownAt >= everyMs) {
        show(progress);
      }
    },
    end() {
      if (last && last !== shown) {
        show(last);
      }
      if (last && stream.isTTY) {
        stream.write("\n");
      }
    },
  };

  function show(progress: Shown): void {
    shownAt = now();
    shown = progress;
    const text = textOf(progress, speedOf(progress));
    if (!stream.isTTY) {
      return void stream.write(`${text}\n`);
    }
    const width = Math.min(40, (stream.columns ?? 80) - text.length - 4);
    const filled = Math.round(width * fraction(progress));
    const bar =
      width < 5 || progress.total === 0
        ? ""
        : `[${"#".repeat(filled)}${"-".repeat(width - filled)}] `;
    stream.write(`\r${bar}${text}\u001b[K`);
  }

  function speedOf({ done, total }: Progress): Speed {
    const seconds = (now() - (begin?.at ?? 0)) / 1000;
    const perSecond = seconds > 0 ? (done - (begin?.done ?? 0)) / seconds : 0;
    const isGoing = perSecond > 0 && done < total;
    return { perSecond, left: isGoing ? duration((total - done) / perSecond) : undefined };
  }
}

function fraction({ done, total }: Progress): number {
  return total > 0 ? Math.min(1, done / total) : 0;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (hours > 0) {
    return `${hours} h ${minutes} min`;
  }
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
