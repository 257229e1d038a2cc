import Upload from "graphql-upload/Upload.mjs";
import type { Upload as UploadedFile } from "../../media/upload.ts";

/** A file that the map of a request promises, in the place where it puts it. */
export class PromisedFile extends Upload<UploadedFile> {
  readonly #name: string;

  /** @param name of the file's part */
  constructor(name: string) {
    super();
    this.#name = name;
    // Where no file belongs, graphql-js would take these for fields of an input, and print them all:
    // with the file's path on this machine.
    for (const key of ["promise", "resolve", "reject", "file"] as const) {
      Object.defineProperty(this, key, { value: this[key], writable: true, enumerable: false });
    }
  }

  /** How graphql-js prints it in messages. */
  toJSON(): string {
    return `the file "${this.#name}"`;
  }
}
