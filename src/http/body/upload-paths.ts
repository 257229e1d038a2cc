import Upload from "graphql-upload/Upload.mjs";
import { GatewayError } from "../../../models/errors.ts";
import type { Upload as UploadedFile } from "../../media/upload.ts";

/** `0.variables.images.12.upload` has five names. */
const maxDepth = 8;

/**
 * Puts an upload where each path of the map leads to: a null in the operations, in place of which
 * the client sends a file.
 *
 * @returns the uploads by the names of their parts
 * @throws GatewayError BAD_INPUT for paths that lead to no null; TOO_LARGE for too many
 */
export function putUploads(
  operations: object,
  map: object,
  maxFiles: number,
): ReadonlyMap<string, Upload<UploadedFile>> {
  if (Array.isArray(map)) {
    throw bad('The part "map" must be an object.');
  }
  const entries = Object.entries(map).map(([name, paths]) => {
    if (!Array.isArray(paths)) {
      throw bad(`The map must give "${name}" a list of paths.`);
    }
    return { name, paths, upload: new Upload<UploadedFile>() };
  });
  if (entries.length > maxFiles || entries.flatMap(({ paths }) => paths).length > maxFiles) {
    throw new GatewayError(
      "TOO_LARGE",
      `The map has more than ${maxFiles} files or paths; the limit is ${maxFiles} (MAX_FILES).`,
    );
  }
  for (const { paths, upload } of entries) {
    for (const path of paths) {
      put(operations, path, upload);
    }
  }
  return new Map(entries.map(({ name, upload }) => [name, upload]));
}

/** Goes by what the operations themselves have: nothing that they inherit is reached or made. */
function put(operations: object, path: unknown, upload: Upload<UploadedFile>): void {
  const names = typeof path === "string" ? path.split(".", maxDepth + 1) : [];
  const last = names.pop();
  if (last === undefined || names.length >= maxDepth) {
    throw bad(`The path ${JSON.stringify(path)} of the map must have 1 to ${maxDepth} names.`);
  }
  let place: unknown = operations;
  for (const name of names) {
    place = own(place, name);
  }
  if (own(place, last) !== null) {
    throw bad(`The path "${path as string}" of the map must lead to a null in the operations.`);
  }
  (place as Record<string, unknown>)[last] = upload;
}

function own(place: unknown, name: string): unknown {
  return typeof place === "object" && place !== null && Object.hasOwn(place, name)
    ? (place as Record<string, unknown>)[name]
    : undefined;
}

const bad = (message: string) => new GatewayError("BAD_INPUT", message);
