import { addAbortSignal, type Readable } from "node:stream";
import { GatewayError } from "../../models/errors.ts";
import { type MediaLimit, tooLarge } from "./read-at-most.ts";
import { untilAborted } from "../../providers/resilience/until-aborted.ts";

/** A file that a client is sending, as graphql-upload hands it over. */
export interface Upload {
  createReadStream(): Readable;
}

/**
 * The bytes of an uploaded file as they come. What the client says about it (name, type) is not
 * looked at.
 *
 * @throws GatewayError TOO_LARGE for a file that was cut off at the server's own limit; BAD_INPUT
 *   when it did not arrive complete; the signal's reason
 */
export async function* readUpload(
  upload: Promise<Upload>,
  limit: MediaLimit,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  try {
    const stream = (await untilAborted(upload, signal)).createReadStream();
    if (signal) {
      addAbortSignal(signal, stream);
    }
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    signal?.throwIfAborted();
    throw uploadFailure(error, limit);
  }
}

/** graphql-upload gives its own errors a status; an errno means that this machine failed. */
function uploadFailure(error: unknown, limit: MediaLimit): unknown {
  if (error instanceof GatewayError || !(error instanceof Error) || "errno" in error) {
    return error;
  }
  if ("status" in error && error.status === 413) {
    return tooLarge(limit);
  }
  return new GatewayError(
    "BAD_INPUT",
    `The upload of the ${limit.what} did not arrive complete. Send the request again.`,
    { cause: error },
  );
}
