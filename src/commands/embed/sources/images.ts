import { extname } from "node:path";

/** Of the formats that the gateway reads. */
export const imageExtensions = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".avif"];

export function isImage(path: string): boolean {
  return imageExtensions.includes(extname(path.trim()).toLowerCase());
}
