export interface Body {
  readonly body: string | FormData;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** JSON, or a GraphQL multipart request where variables hold files. */
export function bodyOf(query: string, variables: object): Body {
  const files = new Map<string, Blob>();
  const json = JSON.stringify({ query, variables: takeFiles(variables, "variables", files) });
  return files.size > 0
    ? { body: multipart(json, files), headers: [["apollo-require-preflight", "true"]] }
    : { body: json, headers: [["content-type", "application/json"]] };
}

/** A copy with null for every file; `files` then holds them by their paths. */
function takeFiles(value: unknown, path: string, files: Map<string, Blob>): unknown {
  if (value instanceof Blob) {
    files.set(path, value);
    return null;
  }
  if (Array.isArray(value)) {
    return value.map((item, i) => takeFiles(item, `${path}.${i}`, files));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, takeFiles(item, `${path}.${key}`, files)]),
  );
}

function multipart(operations: string, files: ReadonlyMap<string, Blob>): FormData {
  const form = new FormData();
  const entries = [...files];
  form.set("operations", operations);
  form.set("map", JSON.stringify(Object.fromEntries(entries.map(([path], i) => [i, [path]]))));
  entries.forEach(([, file], i) => form.set(String(i), file));
  return form;
}
