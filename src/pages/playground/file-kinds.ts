import { isReadableImage } from "../shared/readable-images.ts";

/** Browsers know no type for files with some of these endings. */
const ENDINGS: Readonly<Record<string, string>> = {
  avif: "image/avif",
  heic: "image/heic",
  heif: "image/heif",
  flv: "video/x-flv",
  m2ts: "video/mp2t",
  mkv: "video/x-matroska",
  mts: "video/mp2t",
};

/** What the server is to take a file for: an image if nothing tells. */
export function kindOf(file: File): "image" | "video" {
  return typeOf(file).startsWith("video/") ? "video" : "image";
}

/**
 * The name of an image's format that the server does not read, or "other" where it is neither image
 * nor video. Undefined where it is readable or nothing tells: the server will look.
 */
export function unreadableFormat(file: File): string | undefined {
  const type = typeOf(file);
  if (type === "" || type.startsWith("video/") || isReadableImage(type)) {
    return undefined;
  }
  const [, format] = /^image\/(?:x-|vnd\.)?([^+]+)/.exec(type) ?? [];
  return format?.toUpperCase() ?? "other";
}

function typeOf({ name, type }: File): string {
  const ending = name.split(".").at(-1)?.toLowerCase() ?? "";
  return type || (ENDINGS[ending] ?? "");
}
