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
}

/**
 * Sends JSON and reads JSON. Redirects are not followed: a key is for one address.
 *
 * @throws HttpFailure for any other answer than 2xx with JSON, or none
 */
export async function requestJson<T>({ url, headers, body, signal }: JsonRequest): Promise<T> {
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
  const text = await response.text().catch(failed);
  if (!response.ok) {
    throw new HttpFailure(response.status, said(text), response.headers.get("retry-after"));
  }
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new HttpFailure(undefined, "an answer that is no JSON");
  }
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
