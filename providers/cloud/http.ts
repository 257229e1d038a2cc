/** What a service answered in place of a result. `status` is undefined where there was no answer. */
export class HttpFailure extends Error {
  readonly status: number | undefined;
  /** Of an error in JSON its message, else the beginning of what was said. */
  readonly said: string;
  readonly retryAfter: string | null;

  constructor(status: number | undefined, said: string, retryAfter: string | null = null) {
    super(`${status ?? "no answer"}: ${said}`);
    this.status = status;
    this.said = said;
    this.retryAfter = retryAfter;
  }
}

export interface JsonRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** GET when left out. */
  readonly body?: object;
  readonly signal: AbortSignal;
  readonly maxBytes?: number;
}

/**
 * Sends JSON and reads JSON. Redirects are not followed: a key is for one address.
 *
 * @throws HttpFailure for any other answer than 2xx with JSON, or none
 */
export async function requestJson<T>({
  url,
  headers,
  body,
  signal,
  maxBytes,
}: JsonRequest): Promise<T> {
  const failed = (error: unknown) => {
    signal.throwIfAborted();
    const { message, cause } = error as Error;
    throw new HttpFailure(undefined, cause ? `${message}: ${String(cause)}` : message);
  };
  const response = await fetch(url, {
    method: body ? "POST" : "GET",
    headers: {
      accept: "application/json",
      ...(body && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
    redirect: "manual",
    signal,
  }).catch(failed);
  const text = await readText(response, maxBytes).catch(failed);
  if (text === undefined) {
    throw new HttpFailure(response.status, "more bytes than an answer has");
  }
  if (!response.ok) {
    throw new HttpFailure(response.status, said(text), response.headers.get("retry-after"));
  }
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new HttpFailure(response.status, "no JSON");
  }
}

/** Of an answer, unpacked: several times the largest that there is, of 1,000 vectors as numbers. */
const maxAnswerBytes = 200_000_000;

/** @returns nothing where there is more of it */
export async function readText(
  response: Response,
  maxBytes: number = maxAnswerBytes,
): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      return undefined; // leaving the loop ends the connection
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Servers nest their message differently: `{error:{message}}`, `{error}`, `{message}`, `{detail}`. */
function said(text: string): string {
  let said: unknown = text;
  try {
    said = JSON.parse(text);
  } catch {}
  for (const key of ["error", "detail", "message"]) {
    if (typeof said === "object" && said !== null && key in said) {
      said = (said as Record<string, unknown>)[key];
    }
  }
  return (typeof said === "string" ? said : text).slice(0, 2000);
}
