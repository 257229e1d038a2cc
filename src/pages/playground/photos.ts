export type Photo = {
  readonly name: string;
  readonly url: string;
  /** Only what the visitor attached; the examples' own photos are fetched by their URL. */
  readonly file?: File;
};

export type Photos = {
  readonly subscribe: (listener: () => void) => () => void;
  readonly list: () => readonly Photo[];
  /** Adds image files and answers the names they go by; equal names are told apart by a number. */
  readonly attach: (files: readonly File[]) => string[];
  readonly remove: (name: string) => void;
  /** The bytes of a photo; undefined when no photo goes by that name. */
  readonly open: (name: string) => Promise<Blob> | undefined;
};

/** The photos that queries can name: those of the examples first, then what the visitor attaches. */
export function createPhotos(examples: readonly Photo[]): Photos {
  const listeners = new Set<() => void>();
  let photos = examples;

  function change(next: readonly Photo[]): void {
    photos = next;
    for (const listener of listeners) {
      listener();
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    list: () => photos,
    attach(files) {
      const names: string[] = [];
      const next = [...photos];
      for (const file of files) {
        const known = next.find((photo) => photo.file && isSameFile(photo.file, file));
        const name = known?.name ?? freeName(file.name, next);
        names.push(name);
        if (!known) {
          next.push({ name, url: URL.createObjectURL(file), file });
        }
      }
      change(next);
      return names;
    },
    remove(name) {
      const gone = photos.find((photo) => photo.name === name);
      if (gone?.file) {
        URL.revokeObjectURL(gone.url);
      }
      change(photos.filter((photo) => photo !== gone));
    },
    open(name) {
      const photo = photos.find((one) => one.name === name);
      return photo && (photo.file ? Promise.resolve(photo.file) : download(photo.url));
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

function freeName(wanted: string, photos: readonly Photo[]): string {
  const taken = new Set(photos.map((photo) => photo.name));
  const [, stem, ending] = /^(.*?)(\.[^.]*)?$/s.exec(wanted) ?? [];
  let name = wanted;
  for (let count = 2; taken.has(name); count++) {
    name = `${stem}-${count}${ending ?? ""}`;
  }
  return name;
}
