import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream";
import { buffer } from "node:stream/consumers";
import { MIMEType } from "node:util";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { GatewayError } from "../../../models/errors.ts";
import type { Intake } from "./intake.ts";
import { type BodyLimit, collectBody, count, openBody } from "./open-body.ts";
import { parseJson } from "./parse-json.ts";

/**
 * Reads a JSON body, compressed or not; an empty one is an empty object. Other readers answer only when
 * they have read all there is, count nothing before they have decompressed it, and parse whatever they
 * get.
 *
 * @throws GatewayError BAD_INPUT, UNSUPPORTED, TOO_LARGE, OVERLOADED, TIMEOUT
 */
export async function readJsonBody(
  request: IncomingMessage,
  intake: Intake,
  maxBytes: number,
): Promise<object> {
  checkCharset(request);
  const text = await readText(request, intake, maxBytes);
  return text === "" ? {} : parseJson(text, "The body");
}

function checkCharset(request: IncomingMessage): void {
  const charset = new MIMEType(request.headers["content-type"]!).params.get("charset");
  if (charset !== null && !/^utf-?8$/i.test(charset)) {
    throw new GatewayError("UNSUPPORTED", `The body's charset is ${charset}; send UTF-8.`);
  }
}

async function readText(
  request: IncomingMessage,
  intake: Intake,
  maxBytes: number,
): Promise<string> {
  intake.signal.throwIfAborted();
  const limit = { maxBytes, limitName: "MAX_BODY_BYTES" };
  const encoding = request.headers["content-encoding"]?.toLowerCase() ?? "identity";
  const bytes =
    encoding === "identity"
      ? await collectBody(request, intake, limit)
      : await decompress(request, intake, limit, encoding);
  return utf8.decode(bytes);
}

const utf8 = new TextDecoder();

/** A compressed body counts twice: as it came, and decompressed. */
async function decompress(
  request: IncomingMessage,
  intake: Intake,
  limit: BodyLimit,
  encoding: string,
): Promise<Buffer> {
  const open = decompressors[encoding];
  if (!open) {
    const known = Object.keys(decompressors).join(", ");
    throw new GatewayError("UNSUPPORTED", `The body's encoding is ${encoding}; send ${known}.`);
  }
  // Whatever fails is thrown to the reader of the last stream.
  const stream = pipeline(
    openBody(request, intake, limit),
    open(),
    count(intake.held, limit),
    () => {},
  );
  try {
    return await buffer(stream);
  } catch (error) {
    intake.signal.throwIfAborted();
    throw error instanceof GatewayError ? error : notCompressed(request);
  }
}

const decompressors: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

function notCompressed(request: IncomingMessage): GatewayError {
  const encoding = request.headers["content-encoding"];
  return new GatewayError("BAD_INPUT", `The body is not valid ${encoding}.`);
}
