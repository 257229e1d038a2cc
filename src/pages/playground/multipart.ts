import { uploadName } from "./variables.ts";

/** The files that variables name as `{ "upload": name }`, each with the paths where it stands. */
export function filePaths(variables: unknown): Map<string, string[]> {
  const found = new Map<string, string[]>();
  function walk(value: unknown, path: string): void {
    const name = uploadName(value);
    if (name !== undefined) {
      found.set(name, [...(found.get(name) ?? []), `${path}.upload`]);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        walk(inner, `${path}.${key}`);
      }
    }
  }
  walk(variables, "variables");
  return found;
}

/**
 * An operation with its files: the operation, the map of the files to their paths, then the files.
 * See https://github.com/jaydenseric/graphql-multipart-request-spec.
 */
export function multipart(
  operation: object,
  paths: ReadonlyMap<string, readonly string[]>,
  files: ReadonlyMap<string, Blob>,
): FormData {
  const form = new FormData();
  const names = [...files.keys()];
  form.append("operations", JSON.stringify(operation, withoutNames));
  form.append(
    "map",
    JSON.stringify(Object.fromEntries(names.map((name, i) => [i, paths.get(name)]))),
  );
  for (const [index, [name, file]] of [...files].entries()) {
    form.append(String(index), file, name);
  }
  return form;
}

function withoutNames(_key: string, value: unknown): unknown {
  return uploadName(value) === undefined ? value : { ...(value as object), upload: null };
}
