import { constants } from "node:fs";
import { mkdir, open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { GatewayError } from "../../../models/errors.ts";
import { type Blob, repoPaths } from "./cache.ts";
import type { Answer, Client } from "./client.ts";
import { diskFailure, nameOf, retrying, type RetryOptions, unavailable } from "./failures.ts";
import { withLock } from "./lock.ts";
import { faultOf } from "./verify.ts";

export interface DownloadContext {
  readonly client: Client;
  readonly cache: string;
  readonly retry: RetryOptions;
}

/** A cut after this much is no failure: the rest is asked for at once, as often as it takes. */
const worthBytes = 1 << 20;

/**
 * Brings one blob into the cache, or leaves the cache as it was and a part that the next call
 * resumes. In order: lock, bytes from where the part ends, fsync, size and hash read back from
 * the disk, rename.
 *
 * @throws GatewayError MODEL_UNAVAILABLE; the signal's reason when aborted
 */
export async function download(
  blob: Blob,
  context: DownloadContext,
  signal: AbortSignal,
  /** Bytes of this blob on the disk. */
  onBytes: (bytes: number) => void,
): Promise<void> {
  const paths = repoPaths(context.cache, blob.repo);
  const [target, partial] = [paths.blob(blob.etag), paths.partial(blob.etag)];
  const waiting = async () => onBytes((await bytesIn(partial)) ?? 0);
  try {
    await mkdir(dirname(target), { recursive: true });
    await withLock(paths.lock(blob.etag), { signal, waiting }, async (held) => {
      if (await isWhole(target, blob.size)) {
        return;
      }
      await fill(blob, partial, context, held, onBytes);
      await rename(partial, target);
    });
  } catch (error) {
    throw diskFailure(error, nameOf(blob));
  }
}

export async function isWhole(path: string, size: number | undefined): Promise<boolean> {
  const bytes = await bytesIn(path);
  return bytes !== undefined && (size === undefined || bytes === size);
}

export async function bytesIn(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}

async function fill(
  blob: Blob,
  partial: string,
  context: DownloadContext,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const resumed = ((await bytesIn(partial)) ?? 0) > 0;
  const some = () => fetchSome(blob, partial, context.client, signal, onBytes);
  while (!(await retrying(some, context.retry, signal))) {}
  await flush(partial);
  const fault = await faultOf(partial, blob, signal);
  if (fault === undefined) {
    return;
  }
  await rm(partial, { force: true });
  // A part from before a power cut may have the right length and no content: once more, anew.
  if (resumed) {
    return fill(blob, partial, context, signal, onBytes);
  }
  throw unavailable(
    `What was downloaded as ${nameOf(blob)} is not that file: ${fault}. It was removed. Pull it ` +
      `again; if that fails too, the hub or a proxy serves something else than it states.`,
    { retryable: false },
  );
}

/** @returns whether that was the rest; false after a cut that left enough to go on at once */
async function fetchSome(
  blob: Blob,
  partial: string,
  client: Client,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<boolean> {
  const file = await open(partial, constants.O_RDWR | constants.O_CREAT);
  try {
    let position = (await file.stat()).size;
    if (position === blob.size) {
      return true;
    }
    const range = position > 0 ? `bytes=${position}-` : undefined;
    const answer = await client.get(blob, range, signal);
    position = await placeOf(answer, position, blob, file);
    const begin = position;
    try {
      for await (const chunk of answer.chunks) {
        position = await write(file, chunk, position);
        onBytes(position);
        // More than it should be: `faultOf` says so, the disk is not filled with the rest.
        if (blob.size !== undefined && position > blob.size) {
          return true;
        }
      }
      if (blob.size !== undefined && position < blob.size) {
        throw endedEarly(blob);
      }
    } catch (error) {
      const passing = error instanceof GatewayError && error.retryable && !signal.aborted;
      if (!passing || position - begin < worthBytes) {
        throw error;
      }
      return false;
    }
    return true;
  } finally {
    await file.close();
  }
}

/** Where the answer's first byte belongs: a server may ignore a range, or answer another one. */
async function placeOf(
  answer: Answer,
  position: number,
  blob: Blob,
  file: FileHandle,
): Promise<number> {
  if (answer.status === 200) {
    return position === 0 ? 0 : startOver(file);
  }
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(answer.contentRange ?? "") ?? [];
  const sameFile = total === "*" || blob.size === undefined || Number(total) === blob.size;
  if (answer.status === 206 && Number(first) === position && sameFile) {
    return position;
  }
  await answer.discard();
  await startOver(file);
  throw unavailable(
    `The hub answered another part of ${nameOf(blob)} than it was asked for. Try again later.`,
  );
}

/** Before the rename: after a power cut the name must not stand for what never reached the disk. */
async function flush(path: string): Promise<void> {
  const file = await open(path, "r+");
  await file.sync().finally(() => file.close());
}

async function startOver(file: FileHandle): Promise<0> {
  await file.truncate(0);
  return 0;
}

async function write(file: FileHandle, chunk: Uint8Array, position: number): Promise<number> {
  // The last write before a disk is full may be a short one.
  for (let offset = 0; offset < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, offset, chunk.length - offset, position);
    offset += bytesWritten;
    position += bytesWritten;
  }
  return position;
}

function endedEarly(blob: Blob): GatewayError {
  return unavailable(`The hub ended ${nameOf(blob)} before its end. Try again later.`);
}
