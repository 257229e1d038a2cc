import { GatewayError } from "../../../models/errors.ts";
import { waysToSend } from "../../../schema/upload.ts";
import { PromisedFile } from "./promised-file.ts";

/** `0.variables.images.12.upload` has five names. */
const maxDepth = 8;

/**
 * Puts a promise of a file where each path of the map leads to: a null in the operations, in place of
 * which the client sends a file.
 *
 * @returns the promises by the names of their parts
 * @throws GatewayError BAD_INPUT for paths that lead to no null; TOO_LARGE for too many
 */
export function putUploads(
  operations: object,
  map: object,
  maxFiles: number,
): ReadonlyMap<string, PromisedFile> {
  if (Array.isArray(map)) {
    throw bad('The part "map" is a list; it must be an object.');
  }
  const entries = Object.entries(map).map(([name, paths]) => {
    if (!Array.isArray(paths)) {
      throw bad(`The map gives "${name}" ${describe(paths)}; it must be a list of paths.`);
    }
    return { name, paths, file: new PromisedFile(name) };
  });
  if (entries.length > maxFiles || entries.flatMap(({ paths }) => paths).length > maxFiles) {
    throw new GatewayError(
      "TOO_LARGE",
      `The map has more than ${maxFiles} files or paths; the limit is ${maxFiles} (MAX_FILES).`,
    );
  }
  for (const { paths, file } of entries) {
    for (const path of paths) {
      put(operations, path, file);
    }
  }
  return new Map(entries.map(({ name, file }) => [name, file]));
}

/** Goes by what the operations themselves have: nothing that they inherit is reached or made. */
function put(operations: object, path: unknown, file: PromisedFile): void {
  const names = typeof path === "string" ? path.split(".", maxDepth + 1) : [];
  if (names.length === 0 || names.length > maxDepth) {
    throw bad(`The path ${JSON.stringify(path)} of the map must have 1 to ${maxDepth} names.`);
  }
  const last = names.pop()!;
  const place = names.reduce<unknown>(own, operations);
  const found = own(place, last);
  if (found !== null) {
    const longer = `variables.${path as string}`;
    const meant = longer.split(".").reduce<unknown>(own, operations) === null;
    throw bad(
      `The path "${path as string}" of the map leads to ${describe(found)}; it must lead to a null in the operations.` +
        (meant ? ` Did you mean "${longer}"?` : ""),
    );
  }
  (place as Record<string, unknown>)[last] = file;
}

function own(place: unknown, name: string): unknown {
  return typeof place === "object" && place !== null && Object.hasOwn(place, name)
    ? (place as Record<string, unknown>)[name]
    : undefined;
}

function describe(value: unknown): string {
  if (value === undefined || value === null) {
    return "nothing";
  }
  if (value instanceof PromisedFile) {
    return "the place of another file";
  }
  if (typeof value === "object") {
    return Array.isArray(value) ? "a list" : "an object";
  }
  return `a ${typeof value}`;
}

const bad = (message: string) => new GatewayError("BAD_INPUT", `${message} ${waysToSend}`);
