import { Agent, type Dispatcher, request } from "undici";
import { GatewayError } from "../../../models/errors.ts";
import { networkFailure, statusFailure } from "./failure.ts";
import { parseFetchableUrl } from "./url.ts";
import { createPinnedConnect, type PinnedConnectOptions } from "./pinned-connect.ts";
import { type Content, type MediaLimit, tooLarge } from "../read-at-most.ts";
import { untilAborted } from "../../../providers/resilience/until-aborted.ts";
import { withDeadline } from "../../../providers/resilience/deadline.ts";

export interface SafeFetchOptions extends PinnedConnectOptions {
  readonly maxRedirects?: number;
}

/**
 * Gets what is behind a URL that a stranger gave, and gives it to `take`. Redirects are followed,
 * each checked like the first URL, also from https to http: nothing secret is ever sent.
 *
 * @throws GatewayError BAD_INPUT, FETCH_REFUSED, FETCH_FAILED, TOO_LARGE; the signal's reason;
 *   what `makeRoom` and `take` throw
 */
export type Fetch = <T>(
  url: string,
  options: FetchOptions,
  take: (content: Content) => Promise<T>,
) => Promise<T>;

export interface SafeFetch extends Fetch {
  /** Ends all connections, busy ones too. */
  close(): Promise<void>;
}

export interface FetchOptions extends MediaLimit {
  readonly signal?: AbortSignal | undefined;
  /**
   * Waited for before the body is read: until there is room for so many bytes, or for as many as
   * the limit allows where the other side does not say. The deadline stands still meanwhile.
   */
  readonly makeRoom?: ((bytes: number) => Promise<void>) | undefined;
}

/** Makes a fetch for URLs of hostile clients; `timeoutMs` runs from the call to the last byte. */
export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  const { timeoutMs, maxRedirects = 5 } = options;
  const { connect, whileNeeded } = createPinnedConnect(options);
  const dispatcher = new Agent({
    connect,
    connections: 64,
    // However long the other side would like to keep them open.
    keepAliveMaxTimeout: 4_000,
    // The deadline replaces undici's own limits, which start anew with each redirect and chunk.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function safeFetch<T>(
    text: string,
    limit: FetchOptions,
    take: (content: Content) => Promise<T>,
  ): Promise<T> {
    limit.signal?.throwIfAborted();
    let url = parseFetchableUrl(text);
    let leftMs = timeoutMs;
    const tooLate = () =>
      new GatewayError(
        "FETCH_FAILED",
        `${url.host} did not send the whole ${limit.what} within ${timeoutMs} ms.`,
      );
    async function inTime<R>(work: (signal: AbortSignal) => Promise<R>): Promise<R> {
      const startedAt = performance.now();
      try {
        return await withDeadline(leftMs, { signals: [limit.signal], tooLate }, ({ signal }) =>
          work(signal),
        );
      } finally {
        leftMs -= performance.now() - startedAt;
      }
    }

    async function follow(signal: AbortSignal): Promise<Dispatcher.ResponseData> {
      for (let redirects = 0; redirects <= maxRedirects; redirects++) {
        const answer = await whileNeeded(url.hostname, () =>
          // By itself undici heeds a signal only once it is connected.
          untilAborted(request(url, { dispatcher, headers, signal }), signal),
        );
        try {
          const next = redirectOf(answer, url);
          if (!next) {
            checkAnswer(answer, url.host);
            return answer;
          }
          discard(answer);
          url = next;
        } catch (error) {
          discard(answer);
          throw error;
        }
      }
      throw failed(`${url.host} comes after more than ${maxRedirects} redirects.`);
    }

    const answer = await inTime(follow).catch((error: unknown) => {
      limit.signal?.throwIfAborted();
      throw networkFailure(url.host, error);
    });
    let taken: Promise<T> | undefined;
    try {
      const content = contentOf(answer, url.host, limit);
      await limit.makeRoom?.(content.length ?? limit.maxBytes);
      return await inTime(() => (taken = take(content)));
    } finally {
      discard(answer);
      // Who takes it has let go of it before anybody hears of this.
      await taken?.catch(() => {});
    }
  }

  return Object.assign(safeFetch, { close: () => dispatcher.destroy() });
}

const headers = { accept: "*/*", "accept-encoding": "identity", "user-agent": "Parallax" };

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData, from: URL): URL | undefined {
  const location = single(headers.location);
  if (![301, 302, 303, 307, 308].includes(statusCode) || !location) {
    return undefined;
  }
  return parseFetchableUrl(location, from);
}

function checkAnswer({ statusCode, headers }: Dispatcher.ResponseData, host: string): void {
  if (statusCode < 200 || statusCode > 299) {
    throw statusFailure(host, statusCode, headers["retry-after"]);
  }
  const encoding = single(headers["content-encoding"])?.trim().toLowerCase() || "identity";
  if (encoding !== "identity") {
    throw failed(`${host} sent its answer compressed (content-encoding), unasked.`);
  }
}

/** @throws GatewayError TOO_LARGE for one that says so itself */
function contentOf(
  { headers, body }: Dispatcher.ResponseData,
  host: string,
  limit: MediaLimit,
): Content {
  const stated = single(headers["content-length"]);
  const length = stated === undefined ? undefined : Number(stated);
  if (length !== undefined && length > limit.maxBytes) {
    throw tooLarge(limit, length);
  }
  return { length, chunks: explained(body, host) };
}

async function* explained(body: AsyncIterable<Uint8Array>, host: string) {
  try {
    yield* body;
  } catch (error) {
    throw networkFailure(host, error);
  }
}

/** Frees the connection of an answer, also when nobody read its body to the end. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on("error", () => {}).destroy();
}

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.at(-1) : header;

const failed = (message: string): GatewayError =>
  new GatewayError("FETCH_FAILED", message, { retryable: false });
