import { createHash, webcrypto } from "node:crypto";
import { readlinkSync } from "node:fs";
import { open } from "node:fs/promises";

const chunkBytes = 4 << 20;

/** Of a file in the Hugging Face cache: the name of its blob, which the hub makes of its content. */
export function blobOf(path: string): string | undefined {
  try {
    const target = readlinkSync(path).replaceAll("\\", "/");
    return /\/blobs\/([\da-f]{40}|[\da-f]{64})$/.exec(target)?.[1];
  } catch {
    return undefined;
  }
}

/**
 * What tells the contents of files apart. Other threads do both the reading and the arithmetic, so
 * that a file of gigabytes holds nobody up.
 */
export async function digestOfFile(path: string, signal: AbortSignal): Promise<string> {
  const file = await open(path);
  try {
    const digest = createHash("sha256");
    const chunk = new Uint8Array(chunkBytes);
    for (;;) {
      signal.throwIfAborted();
      const bytesRead = await fill(file, chunk);
      if (bytesRead === 0) {
        return digest.digest("hex");
      }
      const part = await webcrypto.subtle.digest("SHA-256", chunk.subarray(0, bytesRead));
      digest.update(new Uint8Array(part));
    }
  } finally {
    await file.close();
  }
}

/** As much as there is: where a chunk ends must not depend on the file system. */
async function fill(
  file: Awaited<ReturnType<typeof open>>,
  chunk: Uint8Array<ArrayBuffer>,
): Promise<number> {
  let filled = 0;
  for (;;) {
    const { bytesRead } = await file.read(chunk, filled, chunk.length - filled);
    filled += bytesRead;
    if (bytesRead === 0 || filled === chunk.length) {
      return filled;
    }
  }
}
