import { extname } from "node:path";

/** Of the formats that the gateway reads. */
const extensions = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".avif"];

export function isImage(path: string): boolean {
  return extensions.includes(extname(path.trim()).toLowerCase());
}
