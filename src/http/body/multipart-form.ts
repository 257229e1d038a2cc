import Upload from "graphql-upload/Upload.mjs";
import { GatewayError } from "../../../models/errors.ts";
import type { Upload as UploadedFile } from "../../media/upload.ts";
import { parseJson } from "./parse-json.ts";
import { putUploads } from "./upload-paths.ts";

export interface FormLimits {
  readonly maxFieldBytes: number;
  readonly maxFiles: number;
}

/** Of the map, for each file: a number, and some paths of a few names. */
const mapBytesPerFile = 1000;

/**
 * The parts of a GraphQL multipart request, in their order: `operations`, `map`, files
 * (https://github.com/jaydenseric/graphql-multipart-request-spec). Each may come once.
 *
 * @throws GatewayError BAD_INPUT, TOO_LARGE
 */
export function createMultipartForm({ maxFieldBytes, maxFiles }: FormLimits) {
  const names = new Set<string>();
  let operations: object | undefined;
  let uploads: ReadonlyMap<string, Upload<UploadedFile>> | undefined;

  function once(name: string): void {
    if (names.has(name)) {
      throw bad(`The request has two parts named "${name}"; each may come once.`);
    }
    names.add(name);
  }

  return {
    /** A part without a file. Those that nobody asked for are ignored. */
    field(name: string, value: string, truncated: boolean): void {
      once(name);
      if (truncated) {
        throw tooLarge(
          `The part "${name}" has more than ${maxFieldBytes} bytes; the limit is ${maxFieldBytes} (MAX_BODY_BYTES).`,
        );
      }
      if (name === "operations") {
        operations = parseJson(value, 'The part "operations"');
      } else if (name === "map") {
        if (!operations) {
          throw bad('The part "operations" must come before "map".');
        }
        const maxBytes = mapBytesPerFile * maxFiles;
        if (value.length > maxBytes) {
          throw tooLarge(
            `The part "map" has ${value.length} characters; the limit is ${maxBytes}, ${mapBytesPerFile} for each of MAX_FILES (${maxFiles}).`,
          );
        }
        uploads = putUploads(operations, parseJson(value, 'The part "map"'), maxFiles);
      }
    },

    /** A part with a file: who waits for it, if anybody does. */
    file(name: string): Upload<UploadedFile> | undefined {
      once(name);
      if (!uploads) {
        throw bad(`The parts "operations" and "map" must come before the file "${name}".`);
      }
      return uploads.get(name);
    },

    /** No part is left. A file that did not come fails alone. */
    end(): object {
      if (!operations || !uploads) {
        throw bad(`The request lacks the part "${operations ? "map" : "operations"}".`);
      }
      for (const [name, upload] of uploads) {
        if (!names.has(name)) {
          upload.reject(bad(`The request lacks the file "${name}", which its map names.`));
        }
      }
      return operations;
    },
  };
}

const bad = (message: string) => new GatewayError("BAD_INPUT", message);
const tooLarge = (message: string) => new GatewayError("TOO_LARGE", message);
