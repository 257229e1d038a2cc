import { hash } from "node:crypto";

/** What tells contents apart in caches: their SHA-256, in base64. */
export function digestOf(content: string | Uint8Array): string {
  return hash("sha256", content, "base64");
}
