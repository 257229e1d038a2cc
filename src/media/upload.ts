import { addAbortSignal, type Readable } from "node:stream";
import { untilAborted } from "../../providers/resilience/until-aborted.ts";
import { type MediaLimit, tooLarge } from "./read-at-most.ts";

/** A file that a client has sent. It is there until the request is over. */
export interface Upload {
  /** The whole file, on this machine. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Each call makes a stream of its own from the start. */
  createReadStream(): Readable;
}

/**
 * The bytes of an uploaded file as they come. What the client says about it (name, type) is not
 * looked at.
 *
 * @throws GatewayError TOO_LARGE; BAD_INPUT when it did not come; the signal's reason
 */
export async function* readUpload(
  upload: Promise<Upload>,
  limit: MediaLimit,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const file = await untilAborted(upload, signal);
  signal?.throwIfAborted();
  if (file.size > limit.maxBytes) {
    throw tooLarge(limit, file.size);
  }
  const stream = file.createReadStream();
  try {
    yield* (signal ? addAbortSignal(signal, stream) : stream) as AsyncIterable<Uint8Array>;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
