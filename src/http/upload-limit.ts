import type { RequestHandler } from "express";
import { GatewayError } from "../../models/errors.ts";

/**
 * Files go to the disk before anybody reads them: a multipart request that says it is larger than
 * `maxBytes` is refused at once, one that turns out to be is cut off.
 */
export function limitUpload(maxBytes: number): RequestHandler {
  return (request, _, next) => {
    if (!request.is("multipart/form-data")) {
      return next();
    }
    const stated = Number(request.headers["content-length"]);
    if (stated > maxBytes) {
      return next(tooLarge(stated, maxBytes));
    }
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        request.destroy();
      }
    });
    next();
  };
}

function tooLarge(bytes: number, maxBytes: number) {
  const message = `The request has ${bytes} bytes; the limit is ${maxBytes} (MAX_UPLOAD_BYTES).`;
  return Object.assign(new GatewayError("TOO_LARGE", message), { status: 413 });
}
