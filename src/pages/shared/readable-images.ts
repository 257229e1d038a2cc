/** Whether the server reads images of this type, as browsers call the types of files. */
export function isReadableImage(type: string): boolean {
  return /^image\/(?:jpeg|png|webp|gif|tiff|avif)$/.test(type);
}

/** Those types, for people to read. */
export const readableFormats = "JPEG, PNG, WebP, GIF, TIFF and AVIF";
