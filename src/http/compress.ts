import compression from "compression";
import type { Request, Response } from "express";
import type { IncomingMessage, ServerResponse } from "node:http";
import { constants } from "node:zlib";

/** In bytes. A vector as base64 has fewer, and would lose less than compressing it takes. */
const threshold = 4096;

const middleware = compression({
  threshold,
  // Numbers gain little by effort: higher levels take several times as long for the next tenth.
  level: 1,
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
  filter: (request, response) =>
    isWhole(request, response) && compression.filter(request, response),
});

/**
 * Has the response compressed as it is written, where its client takes that and it is text. It happens
 * in zlib's threads.
 *
 * Answers hold what their own caller sent and no secret beside it, and no browser sends a key by itself:
 * their lengths tell strangers nothing (BREACH).
 */
export function compress(request: IncomingMessage, response: ServerResponse): void {
  middleware(request as Request, response as Response, () => {});
}

/** Not a part of a file; and who is refused while still sending must get all of the answer at once. */
function isWhole({ complete }: IncomingMessage, { statusCode }: ServerResponse): boolean {
  return statusCode !== 206 && (complete || statusCode < 400);
}
