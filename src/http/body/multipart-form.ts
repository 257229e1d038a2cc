import { GatewayError } from "../../../models/errors.ts";
import { waysToSend } from "../../../schema/upload.ts";
import { parseJson } from "./parse-json.ts";
import type { PromisedFile } from "./promised-file.ts";
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
  let uploads: ReadonlyMap<string, PromisedFile> | undefined;
  const files = new Set<string>();

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
          throw bad('The part "map" came before "operations".');
        }
        const maxBytes = mapBytesPerFile * maxFiles;
        if (value.length > maxBytes) {
          throw tooLarge(
            `The part "map" has ${value.length} characters; the limit is ${maxBytes}, ${mapBytesPerFile} for each of MAX_FILES (${maxFiles}).`,
          );
        }
        uploads = putUploads(operations, parseJson(value, 'The part "map"'), maxFiles);
      } else if (uploads?.has(name)) {
        throw bad(
          `The part "${name}" is a text, not the file that the map promises: it has no filename (with curl: -F ${name}=@file).`,
        );
      }
    },

    /** A part with a file: who waits for it, if anybody does. */
    file(name: string): PromisedFile | undefined {
      once(name);
      files.add(name);
      if (name === "operations" || name === "map") {
        throw bad(`The part "${name}" has a filename, as files have; send it as a text.`);
      }
      if (!uploads) {
        throw bad(
          `The file "${name}" came before the part "${operations ? "map" : "operations"}".`,
        );
      }
      return uploads.get(name);
    },

    /** No part is left. A file that did not come fails alone. */
    end(): object {
      if (!operations || !uploads) {
        throw bad(`The request lacks the part "${operations ? "map" : "operations"}".`);
      }
      for (const [name, upload] of uploads) {
        if (!files.has(name)) {
          const came = files.size > 0 ? `"${[...files].join('", "')}"` : "none";
          upload.reject(
            bad(`The request lacks the file "${name}", which its map names. Its files: ${came}.`),
          );
        }
      }
      return operations;
    },
  };
}

const bad = (message: string) => new GatewayError("BAD_INPUT", `${message} ${waysToSend}`);
const tooLarge = (message: string) => new GatewayError("TOO_LARGE", message);
