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
  checkLength(request, limit);
  const body = count(held, limit);
  body.once("close", () => request.unpipe(body));
  return addAbortSignal(signal, request.pipe(body));
}

/**
 * All bytes of a body, taken as openBody takes them, by the request's own events: a stream between and
 * its iterator are a tenth of what a small request costs.
 *
 * @throws GatewayError TOO_LARGE, OVERLOADED; the signal's reason
 */
export async function collectBody(
  request: IncomingMessage,
  { signal, held }: Intake,
  limit: BodyLimit,
): Promise<Buffer> {
  checkLength(request, limit);
  const meter = createMeter(held, limit);
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const stop = () => {
      request.off("data", onData).off("end", onEnd);
      signal.removeEventListener("abort", onAbort);
    };
    const fail = (error: Error) => {
      stop();
      request.pause();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      try {
        chunks.push(...meter.take(chunk));
      } catch (error) {
        fail(error as Error);
      }
    };
    const onEnd = () => {
      stop();
      resolve(Buffer.concat([...chunks, ...meter.rest()]));
    };
    const onAbort = () => fail(signal.reason as Error);
    request.on("data", onData).on("end", onEnd);
    signal.addEventListener("abort", onAbort);
  });
}

/** Passes bytes on, as they are counted. */
export function count(held: Held, limit: BodyLimit): Transform {
  const meter = createMeter(held, limit);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        meter.take(chunk).forEach((ready) => this.push(ready));
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      meter.rest().forEach((ready) => this.push(ready));
      done();
    },
  });
}

/** Bytes are held as they come, not as they are announced: who announces much takes nothing. */
function createMeter(held: Held, limit: BodyLimit) {
  let bytes = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const rest = (): readonly Buffer[] => {
    const ready = waiting.length > 1 ? [Buffer.concat(waiting)] : waiting;
    waiting = [];
    waitingBytes = 0;
    return ready;
  };
  return {
    /** Counts a chunk. @returns what is to be kept of it and those before, once it is enough */
    take(chunk: Buffer): readonly Buffer[] {
      bytes += chunk.length;
      if (bytes > limit.maxBytes) {
        throw tooLarge(`more than ${limit.maxBytes}`, limit);
      }
      held.resize(held.bytes + chunk.length);
      waiting.push(chunk);
      waitingBytes += chunk.length;
      return waitingBytes < smallest ? [] : rest();
    },
    rest,
  };
}

/** Chunks of one byte would each cost a hundred in those who keep them. */
const smallest = 4096;

function checkLength({ headers }: IncomingMessage, limit: BodyLimit): void {
  const stated = Number(headers["content-length"]);
  if (stated > limit.maxBytes) {
    throw tooLarge(`${stated}`, limit);
  }
}

function tooLarge(bytes: string, { maxBytes, limitName }: BodyLimit): GatewayError {
  const message = `The request has ${bytes} bytes; the limit is ${maxBytes} (${limitName}).`;
  return new GatewayError("TOO_LARGE", message);
}
