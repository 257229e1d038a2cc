import { freeName } from "../shared/file-names.ts";
import { kindOf } from "./file-kinds.ts";

export type Attachment = {
  readonly name: string;
  readonly kind: "image" | "video";
  readonly url: string;
  /** Only what the visitor attached; the examples' own photos are fetched by their URL. */
  readonly file?: File;
};

export type Attachments = {
  readonly subscribe: (listener: () => void) => () => void;
  readonly list: () => readonly Attachment[];
  /** Adds photos and videos, answers the names they go by; a number tells equal names apart. */
  readonly attach: (files: readonly File[]) => string[];
  readonly remove: (name: string) => void;
  /** The bytes of a file; undefined when none goes by that name. */
  readonly open: (name: string) => Promise<Blob> | undefined;
};

/** The files that queries can name: those of the examples first, then what the visitor attaches. */
export function createAttachments(examples: readonly Attachment[]): Attachments {
  const listeners = new Set<() => void>();
  let files = examples;

  function change(next: readonly Attachment[]): void {
    files = next;
    for (const listener of listeners) {
      listener();
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    list: () => files,
    attach(chosen) {
      const names: string[] = [];
      const next = [...files];
      for (const file of chosen) {
        const known = next.find((one) => one.file && isSameFile(one.file, file));
        const name = known?.name ?? freeName(file.name, new Set(next.map((one) => one.name)));
        names.push(name);
        if (!known) {
          next.push({ name, kind: kindOf(file), url: URL.createObjectURL(file), file });
        }
      }
      change(next);
      return names;
    },
    remove(name) {
      const gone = files.find((one) => one.name === name);
      if (gone?.file) {
        URL.revokeObjectURL(gone.url);
      }
      change(files.filter((one) => one !== gone));
    },
    open(name) {
      const found = files.find((one) => one.name === name);
      return found && (found.file ? Promise.resolve(found.file) : download(found.url));
    },
  };
}

async function download(url: string): Promise<Blob> {
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`the server answered ${answer.status}`);
  }
  return answer.blob();
}

function isSameFile(left: File, right: File): boolean {
  return (
    left.name === right.name && left.size === right.size && left.lastModified === right.lastModified
  );
}
