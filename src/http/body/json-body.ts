import type { IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { MIMEType } from "node:util";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { GatewayError } from "../../../models/errors.ts";
import type { Intake } from "./intake.ts";
import { count, openBody } from "./open-body.ts";
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
  const { signal } = intake;
  signal.throwIfAborted();
  const stream = open(request, intake, maxBytes);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof GatewayError ? error : notCompressed(request);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** A compressed body counts twice: as it came, and decompressed. */
function open(request: IncomingMessage, intake: Intake, maxBytes: number): Readable {
  const limit = { maxBytes, limitName: "MAX_BODY_BYTES" };
  const encoding = request.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding === "identity") {
    return openBody(request, intake, limit);
  }
  const decompress = decompressors[encoding];
  if (!decompress) {
    const known = Object.keys(decompressors).join(", ");
    throw new GatewayError("UNSUPPORTED", `The body's encoding is ${encoding}; send ${known}.`);
  }
  // Whatever fails is thrown to the reader of the last stream.
  return pipeline(
    openBody(request, intake, limit),
    decompress(),
    count(intake.held, limit),
    () => {},
  );
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
