import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";

/**
 * Writes what is on its way into a new file that only this user can read.
 * @throws whatever the stream throws; the system's error
 */
export async function writeFile(chunks: AsyncIterable<Uint8Array>, file: string): Promise<void> {
  await pipeline(chunks, createWriteStream(file, { flags: "wx", mode: 0o600 }));
}

/** What a client is told when the disk has no room; other errors as they are. */
export function explainFullDisk(error: unknown, log: Log): unknown {
  if (!(error instanceof Error && "code" in error && /^(ENOSPC|EDQUOT)$/.test(`${error.code}`))) {
    return error;
  }
  log.error({ err: error }, "the disk for temporary files is full");
  const message = "The server's disk for temporary files is full; try again later.";
  return new GatewayError("OVERLOADED", message, { retryAfterMs: 30_000, cause: error });
}
