import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GatewayError } from "../../../models/errors.ts";
import type { Log } from "../../../providers/provider.ts";
import type { Upload } from "../../media/upload.ts";

/** The files of one request. */
export interface UploadedFiles {
  /** @throws GatewayError OVERLOADED when the disk does not take it; what the stream fails with */
  store(stream: Readable): Promise<Upload>;
  /** Waits for those that are being stored. */
  remove(): Promise<void>;
}

export function createUploadedFiles(directory: string, log: Log): UploadedFiles {
  const paths: string[] = [];
  const storing: Promise<unknown>[] = [];

  async function store(stream: Readable): Promise<Upload> {
    const path = join(directory, randomUUID());
    paths.push(path);
    const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
    let failed: unknown;
    file.once("error", (error) => (failed = error));
    try {
      await pipeline(stream, file);
    } catch (error) {
      // What the disk says names files of the server, and is nothing that the client can change.
      if (error === failed && "errno" in (error as Error)) {
        log.error({ err: error }, "an upload cannot be stored");
        throw noRoom(error);
      }
      throw error;
    }
    return { path, size: file.bytesWritten, createReadStream: () => createReadStream(path) };
  }

  return {
    store(stream) {
      const stored = store(stream);
      storing.push(stored);
      return stored;
    },
    async remove() {
      await Promise.allSettled(storing);
      for (const path of paths.splice(0)) {
        await rm(path, { force: true }).catch((err: unknown) => {
          log.error({ err }, "an upload cannot be removed");
        });
      }
    },
  };
}

function noRoom(cause: unknown): GatewayError {
  const message = "The server cannot store files at the moment. Send the request again later.";
  return new GatewayError("OVERLOADED", message, { retryAfterMs: 5000, cause });
}
