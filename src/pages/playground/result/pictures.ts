import { nameAt } from "../../shared/file-names.ts";
import { uploadName } from "../variables.ts";

/** What a row of a result is about. */
export type Picture = {
  readonly name: string;
  /** For an `<img>`; undefined where the browser may not load the photo, such as from another host. */
  readonly thumbnail: string | undefined;
};

/** The photos that arguments name, in order; `files` has the URLs of attached ones by their names. */
export function picturesOf(
  { image, images }: Readonly<Record<string, unknown>>,
  files: ReadonlyMap<string, string>,
): Picture[] {
  // GraphQL takes a single value for a list of one.
  return [images ?? image].flat().map((input, index) => pictureOf(input, index, files));
}

function pictureOf(input: unknown, index: number, files: ReadonlyMap<string, string>): Picture {
  const upload = uploadName(input);
  if (upload !== undefined) {
    return { name: upload, thumbnail: files.get(upload) };
  }
  const numbered = `photo ${index + 1}`;
  const { url, base64 } = (input ?? {}) as { url?: unknown; base64?: unknown };
  if (typeof url === "string") {
    return { name: nameAt(url) || numbered, thumbnail: undefined };
  }
  if (typeof base64 !== "string") {
    return { name: numbered, thumbnail: undefined };
  }
  // Browsers find the format out by themselves.
  const thumbnail = base64.startsWith("data:") ? base64 : `data:image/jpeg;base64,${base64}`;
  return { name: numbered, thumbnail };
}
