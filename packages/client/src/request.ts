import type { TypedDocumentString } from "./generated/graphql.ts";

/** An error of the gateway: what went wrong, where, and whether trying again can help. */
export class GatewayRequestError extends Error {
  override readonly name = "GatewayRequestError";
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor({ message, path = [], extensions = {} }: GraphQLErrorJson) {
    super(message);
    this.code = extensions.code ?? "UNKNOWN";
    this.path = path;
    this.retryable = extensions.retryable ?? false;
    this.retryAfterMs = extensions.retryAfterMs;
  }
}

export interface Answer<T> {
  readonly data: T | null;
  readonly errors: readonly GatewayRequestError[];
}

interface RequestOptions {
  readonly headers?: Record<string, string> | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface GraphQLErrorJson {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { code?: string; retryable?: boolean; retryAfterMs?: number };
}

/**
 * Sends one operation: as JSON, or as a GraphQL multipart request when its variables hold files.
 * Errors of single items come back beside the data of the others.
 *
 * @throws GatewayRequestError when the answer is none of GraphQL's; whatever `fetch` throws
 */
export async function request<Result, Variables>(
  url: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { headers, signal }: RequestOptions = {},
): Promise<Answer<Result>> {
  const files = new Map<string, Blob>();
  const body = JSON.stringify({
    query: document.toString(),
    variables: takeFiles(variables, "variables", files),
  });
  const response = await fetch(url, {
    method: "POST",
    signal: signal ?? null,
    ...(files.size > 0
      ? {
          body: multipart(body, files),
          headers: { ...headers, "apollo-require-preflight": "true" },
        }
      : { body, headers: { ...headers, "content-type": "application/json" } }),
  });
  const json = (await response.json().catch(ifNotJson)) as
    | { data?: Result | null; errors?: GraphQLErrorJson[] }
    | undefined;
  if (!json || (json.data === undefined && !json.errors)) {
    throw new GatewayRequestError({ message: `${url} answered with status ${response.status}` });
  }
  const { data = null, errors = [] } = json;
  return { data, errors: errors.map((error) => new GatewayRequestError(error)) };
}

/** A body can also end by the caller's signal or a lost connection; those are told as they are. */
function ifNotJson(error: unknown): undefined {
  if (!(error instanceof SyntaxError)) {
    throw error;
  }
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

function multipart(operations: string, files: Map<string, Blob>): FormData {
  const form = new FormData();
  const paths = [...files.keys()];
  form.set("operations", operations);
  form.set("map", JSON.stringify(Object.fromEntries(paths.map((path, i) => [`file${i}`, [path]]))));
  paths.forEach((path, i) => form.set(`file${i}`, files.get(path)!));
  return form;
}
