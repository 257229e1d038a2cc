import type { IncomingMessage } from "node:http";
import { addAbortSignal, type Readable, Transform } from "node:stream";
import { GatewayError } from "../../../models/errors.ts";
import type { Held } from "../../media/budget.ts";
import type { Intake } from "./intake.ts";

/** How many bytes of a body are taken, and the setting that says so. */
export interface BodyLimit {
  readonly maxBytes: number;
  readonly limitName: string;
}

/**
 * The bytes of a body while they arrive. The stream fails with TOO_LARGE over the limit, with
 * OVERLOADED when the server holds too much, and when the signal aborts. The connection survives
 * that: there is an answer to send.
 *
 * @throws GatewayError TOO_LARGE when the client says beforehand that there are too many
 */
export function openBody(
  request: IncomingMessage,
  { signal, held }: Intake,
  limit: BodyLimit,
): Readable {
  const stated = Number(request.headers["content-length"]);
  if (stated > limit.maxBytes) {
    throw tooLarge(`${stated}`, limit);
  }
  const body = count(held, limit);
  body.once("close", () => request.unpipe(body));
  return addAbortSignal(signal, request.pipe(body));
}

/** Bytes are held as they come, not as they are announced: who announces much takes nothing. */
export function count(held: Held, limit: BodyLimit): Transform {
  let bytes = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const take = () => {
    const chunk = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    return chunk;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit.maxBytes) {
        return done(tooLarge(`more than ${limit.maxBytes}`, limit));
      }
      try {
        held.resize(held.bytes + chunk.length);
      } catch (error) {
        return done(error as Error);
      }
      waiting.push(chunk);
      waitingBytes += chunk.length;
      done(null, waitingBytes < smallest ? undefined : take());
    },
    flush: (done) => done(null, waitingBytes > 0 ? take() : undefined),
  });
}

/** Chunks of one byte would each cost a hundred in those who keep them. */
const smallest = 4096;

function tooLarge(bytes: string, { maxBytes, limitName }: BodyLimit): GatewayError {
  const message = `The request has ${bytes} bytes; the limit is ${maxBytes} (${limitName}).`;
  return new GatewayError("TOO_LARGE", message);
}
