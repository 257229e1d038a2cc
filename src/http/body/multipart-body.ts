import busboy from "busboy";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { GatewayError } from "../../../models/errors.ts";
import type { Log } from "../../../providers/provider.ts";
import type { Intake } from "./intake.ts";
import { createMultipartForm, type FormLimits } from "./multipart-form.ts";
import { openBody } from "./open-body.ts";
import { createUploadedFiles, type UploadedFiles } from "./uploaded-files.ts";

export interface MultipartOptions extends FormLimits {
  readonly maxBytes: number;
  /** Where files are kept. */
  readonly directory: string;
  readonly log: Log;
}

/** Beside `operations`, `map` and the files: parts that are skipped. */
const spareParts = 10;

/**
 * Reads a GraphQL multipart request to its end, its files into the directory, where they are until the
 * answer has gone.
 *
 * @returns its operations, with an `Upload` in the place of each file
 * @throws GatewayError BAD_INPUT, TOO_LARGE, OVERLOADED, TIMEOUT; no file is left then
 */
export async function readMultipartBody(
  request: IncomingMessage,
  response: ServerResponse,
  intake: Intake,
  options: MultipartOptions,
): Promise<object> {
  const { signal } = intake;
  const files = createUploadedFiles(options.directory, options.log);
  try {
    const operations = await receive(request, intake, files, options);
    signal.throwIfAborted();
    response.once("close", () => void files.remove());
    return operations;
  } catch (error) {
    await files.remove();
    signal.throwIfAborted();
    throw error;
  }
}

async function receive(
  request: IncomingMessage,
  intake: Intake,
  files: UploadedFiles,
  { maxBytes, maxFieldBytes, maxFiles }: MultipartOptions,
): Promise<object> {
  const form = createMultipartForm({ maxFieldBytes, maxFiles });
  const parser = openParser(request, { maxFieldBytes, maxFiles });
  /** Thrown in here, an error would be nobody's. After the first one, parts may still come. */
  const stopIfThrown = (work: () => void) => {
    try {
      if (!parser.destroyed) {
        work();
      }
    } catch (error) {
      parser.destroy(error as Error);
    }
  };
  const stored: Promise<void>[] = [];
  parser.on("field", (name, value, { valueTruncated }) =>
    stopIfThrown(() => form.field(name, value, valueTruncated)),
  );
  parser.on("file", (name, stream) => {
    // Where it matters, the parser fails as well.
    stream.on("error", () => {});
    stopIfThrown(() => {
      const upload = form.file(name);
      if (!upload) {
        stream.resume();
        return;
      }
      const done = files.store(stream).then(upload.resolve);
      stored.push(done);
      done.catch((error: Error) => parser.destroy(error));
    });
  });
  const refuse = (what: string) => () =>
    parser.destroy(
      new GatewayError(
        "TOO_LARGE",
        `The request has too many ${what}; MAX_FILES allows ${maxFiles} files.`,
      ),
    );
  parser.on("filesLimit", refuse("files"));
  parser.on("partsLimit", refuse("parts"));

  const body = openBody(request, intake, { maxBytes, limitName: "MAX_UPLOAD_BYTES" });
  try {
    await pipeline(body, parser);
  } catch (error) {
    throw error instanceof GatewayError ? error : malformed(error);
  }
  await Promise.all(stored);
  return form.end();
}

/** @throws GatewayError BAD_INPUT for headers that name no boundary */
function openParser({ headers }: IncomingMessage, { maxFieldBytes, maxFiles }: FormLimits) {
  try {
    const limits = {
      // One more each: busboy reports a limit as passed when it is reached.
      fieldSize: maxFieldBytes + 1,
      files: maxFiles,
      parts: maxFiles + 2 + spareParts + 1,
    };
    const parser = busboy({ headers, limits });
    // Some of its errors come after the one that ended it.
    return parser.on("error", () => {});
  } catch (error) {
    throw malformed(error);
  }
}

function malformed(cause: unknown): GatewayError {
  const { message } = cause as Error;
  const advice = message.includes("Boundary")
    ? " Set no content-type yourself: whatever makes the form sets one that names its boundary."
    : "";
  return new GatewayError("BAD_INPUT", `The multipart body is malformed: ${message}.${advice}`, {
    cause,
  });
}
