/** A file as it was found, and the name of the folder that it lay in. */
export interface FoundFile {
  readonly file: File;
  readonly folder: string | null;
}

/** What a file input holds, also one that takes a folder. */
export function chosenFiles(files: Iterable<File>): FoundFile[] {
  return Array.from(files, (file) => ({
    file,
    folder: file.webkitRelativePath.split("/").at(-2) ?? null,
  }));
}

/** All files of what was dropped, with those in its folders, in the order of their names. */
export async function droppedFiles(dropped: DataTransfer): Promise<FoundFile[]> {
  // At once: after the first wait the browser has taken the list away.
  const items = Array.from(dropped.items, (item) => ({
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  const found = await Promise.all(
    items.map(async ({ entry, file }) => {
      if (entry?.isDirectory) {
        return filesIn(entry as FileSystemDirectoryEntry);
      }
      return file ? [{ file, folder: null }] : [];
    }),
  );
  return found.flat();
}

async function filesIn(directory: FileSystemDirectoryEntry): Promise<FoundFile[]> {
  const reader = directory.createReader();
  const entries: FileSystemEntry[] = [];
  // A reader answers some at a time, and none when it has told them all.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) {
      break;
    }
    entries.push(...some);
  }
  entries.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const found = await Promise.all(
    entries.map(async (entry) =>
      entry.isDirectory
        ? filesIn(entry as FileSystemDirectoryEntry)
        : [{ file: await fileOf(entry as FileSystemFileEntry), folder: directory.name }],
    ),
  );
  return found.flat();
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
