import { bodyOf } from "./body.ts";
import { GatewayRequestError } from "./errors.ts";

export interface HttpRequest {
  readonly url: URL;
  readonly fetch: typeof fetch;
  readonly headers: Headers;
  readonly signal: AbortSignal | undefined;
  readonly query: string;
  readonly variables: object;
}

/** At least one of the two is there: data, or an error. */
export interface HttpAnswer {
  readonly data: unknown;
  readonly errors: readonly GatewayRequestError[];
}

interface ErrorJson {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { code?: string; retryable?: boolean; retryAfterMs?: number };
}

/**
 * Sends one operation: as JSON, or as a GraphQL multipart request when its variables hold files.
 *
 * @throws GatewayRequestError NETWORK or NOT_GRAPHQL; the signal's reason
 */
export async function send(request: HttpRequest): Promise<HttpAnswer> {
  const { url, fetch, signal } = request;
  signal?.throwIfAborted();
  const { body, headers } = bodyOf(request.query, request.variables);
  // Of a multipart body only `fetch` knows the content type: it has the border between the parts.
  request.headers.delete("content-type");
  headers.forEach(([name, value]) => request.headers.set(name, value));
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: request.headers,
      body,
      signal: signal ?? null,
    });
    text = await response.text();
  } catch (error) {
    signal?.throwIfAborted();
    throw networkError(url, error);
  }
  return read(response, text, request);
}

function read({ status, headers }: Response, text: string, asked: HttpRequest): HttpAnswer {
  const { url } = asked;
  const json = parse(text);
  const retryAfterMs = waitOf(headers.get("retry-after"));
  if (!json) {
    const words = wordsOf(withoutKey(text, asked.headers).slice(0, 2000)).slice(0, 100);
    const said = words && `, but: "${words}"`;
    throw new GatewayRequestError(
      `${url.origin}${url.pathname} answered with status ${status} and not with GraphQL's JSON${said}. Check the URL, and what stands between you and the gateway.`,
      { code: "NOT_GRAPHQL", status, retryable: busy.includes(status), retryAfterMs },
    );
  }
  const errors = (json.errors ?? []).map(({ message, path, extensions = {} }) => {
    const { code, retryable } = extensions;
    const facts = { code, path, retryable, retryAfterMs: extensions.retryAfterMs ?? retryAfterMs };
    return new GatewayRequestError(message, facts);
  });
  return { data: json.data ?? null, errors };
}

/** What answers in a gateway's place may show what it was sent. */
function withoutKey(text: string, headers: Headers): string {
  const key = headers.get("authorization")?.split(" ").at(-1);
  return key ? text.replaceAll(key, "…") : text;
}

/** Of a page, without its tags. */
function wordsOf(text: string): string {
  const words = text.replaceAll(/<[^>]*>/g, " ").split(/\s+/);
  return words.filter((word) => word).join(" ");
}

/** What proxies say while a server is busy or starts. */
const busy = [429, 502, 503, 504];

function parse(text: string): { data?: unknown; errors?: readonly ErrorJson[] } | undefined {
  try {
    const json = JSON.parse(text);
    const answers = json?.data || json?.errors?.length > 0;
    return answers && Array.isArray(json.errors ?? []) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** The header Retry-After: seconds, or a date. */
function waitOf(header: string | null): number | undefined {
  if (header === null) {
    return undefined;
  }
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function networkError(url: URL, cause: unknown): GatewayRequestError {
  return new GatewayRequestError(
    `No answer from ${url.origin}: ${reasonOf(cause)}. Check that the gateway runs there and can be reached; from a web page, that its CORS_ORIGIN allows the page.`,
    { code: "NETWORK", retryable: true, cause },
  );
}

/** Node says only "fetch failed", and why one level deeper. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { message?: string; code?: string } } & Error;
  return cause?.message || cause?.code || message || String(error);
}
