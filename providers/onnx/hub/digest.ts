import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

export interface Expected {
  /** The hub's name for the content: a sha256, git's blob sha1, or something that says nothing. */
  readonly etag?: string;
  readonly size?: number;
  /** What the catalog says, where it does. */
  readonly sha256?: string;
}

/**
 * Reads a file back from the disk and compares it with what is known of it.
 *
 * @returns what is wrong, or undefined
 */
export async function faultOf(
  path: string,
  expected: Expected,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const digest = digester(path, signal);
  const { size } = await stat(path);
  if (expected.size !== undefined && size !== expected.size) {
    return `it has ${size} bytes where ${expected.size} are expected`;
  }
  const etag = expected.etag ?? "";
  const sha256 = expected.sha256 ?? (/^[0-9a-f]{64}$/.test(etag) ? etag : undefined);
  if (sha256 !== undefined && (await digest("sha256")) !== sha256) {
    return `its sha256 is not the expected ${sha256}`;
  }
  // Git hashes a blob after a header with its length.
  if (/^[0-9a-f]{40}$/.test(etag) && (await digest("sha1", `blob ${size}\0`)) !== etag) {
    return `its git hash is not the expected ${etag}`;
  }
  return undefined;
}

function digester(path: string, signal: AbortSignal | undefined) {
  return async (algorithm: "sha256" | "sha1", head = ""): Promise<string> => {
    const hash = createHash(algorithm).update(head);
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      signal?.throwIfAborted();
      hash.update(chunk);
    }
    return hash.digest("hex");
  };
}
