import { open } from "node:fs/promises";
import { join } from "node:path";
import type { GatewayError } from "../../../models/errors.ts";
import type { HubFile } from "../../../models/model.ts";
import {
  decodeFloats,
  floatWidth,
  MalformedSafetensors,
  type ReadBytes,
  readTensors,
} from "../safetensors.ts";
import { findSnapshot } from "./cache.ts";
import type { Client } from "./client.ts";
import type { DownloadContext } from "./download.ts";
import { nameOf, retrying, unavailable } from "./failures.ts";

/** What a checkpoint learned about scores; both are lost where its towers are exported apart. */
export interface Scalars {
  /** The factor itself: exp of the tensor, e.g. 100 for CLIP. */
  readonly logitScale: number;
  /** Sigmoid models only. */
  readonly logitBias?: number;
}

/**
 * Reads `logit_scale` and `logit_bias` out of a safetensors file: its header, and the few bytes
 * of the two tensors.
 *
 * @throws GatewayError MODEL_UNAVAILABLE when the file has no usable `logit_scale`
 */
export async function readScalars(file: HubFile, read: ReadBytes): Promise<Scalars> {
  try {
    const find = await readTensors(read);
    const value = async (name: string) => {
      const tensor = find(name);
      if (!tensor) {
        return undefined;
      }
      const { dtype, start, length } = tensor;
      if (length !== floatWidth(dtype)) {
        throw unusable(file, `has a ${name} that is not one float`);
      }
      return decodeFloats(dtype, await read(start, length))?.[0];
    };
    const [logScale, logitBias] = [await value("logit_scale"), await value("logit_bias")];
    const logitScale = Math.exp(logScale ?? NaN);
    if (!Number.isFinite(logitScale)) {
      throw unusable(file, "has no usable logit_scale");
    }
    return { logitScale, ...(logitBias !== undefined && { logitBias }) };
  } catch (error) {
    throw error instanceof MalformedSafetensors ? unusable(file, error.message) : error;
  }
}

/**
 * The scalars of a checkpoint that is in the cache whole.
 *
 * @returns undefined when it is not
 */
export async function localScalars(cache: string, file: HubFile): Promise<Scalars | undefined> {
  const snapshot = findSnapshot(cache, { ...file, files: [{ path: file.path }] });
  return snapshot && readScalars(file, localBytes(snapshot.directory, file));
}

/** The scalars of a checkpoint on the hub, by ranges: some hundred kilobytes, not the whole file. */
export async function remoteScalars(
  file: HubFile,
  { client, retry }: DownloadContext,
  signal: AbortSignal,
): Promise<Scalars> {
  const { repo, revision = "main", path } = file;
  return retrying(read, retry, signal);

  async function read(): Promise<Scalars> {
    const facts = await client.head({ repo, revision, path }, signal);
    if (facts) {
      return readScalars(file, remoteBytes(client, file, facts.commit, signal));
    }
    throw unavailable(`The hub has no ${nameOf(file)}: correct the model's record.`, {
      retryable: false,
    });
  }
}

function remoteBytes(
  client: Client,
  { repo, path }: HubFile,
  commit: string,
  signal: AbortSignal,
): ReadBytes {
  const target = { repo, path, revision: commit };
  return async (start, length) => {
    const end = start + length - 1;
    const answer = await client.get(target, `bytes=${start}-${end}`, signal);
    if (answer.status !== 206 || !answer.contentRange?.startsWith(`bytes ${start}-${end}/`)) {
      await answer.discard();
      throw unusable(target, "is not served in ranges");
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.chunks) {
      chunks.push(chunk);
    }
    return whole(target, Buffer.concat(chunks), length);
  };
}

function localBytes(directory: string, file: HubFile): ReadBytes {
  return async (start, length) => {
    const handle = await open(join(directory, file.path));
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
      return whole(file, buffer.subarray(0, bytesRead), length);
    } finally {
      await handle.close();
    }
  };
}

function whole(file: HubFile, bytes: Buffer, length: number): Buffer {
  if (bytes.length === length) {
    return bytes;
  }
  throw unusable(file, "ends too early");
}

function unusable(file: { repo: string; path: string }, why: string): GatewayError {
  return unavailable(
    `The scale of the scores could not be read: the ${nameOf(file)} ${why}. State it in the model's record.`,
    { retryable: false },
  );
}
