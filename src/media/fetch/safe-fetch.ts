import { Agent, type Dispatcher, request } from "undici";
import { GatewayError } from "../../../models/errors.ts";
import { networkFailure, statusFailure } from "./failure.ts";
import { parseFetchableUrl } from "./url.ts";
import { createPinnedConnect, type PinnedConnectOptions } from "./pinned-connect.ts";
import { type MediaLimit, readAtMost, tooLarge } from "../read-at-most.ts";
import { withDeadline } from "../../../providers/resilience/deadline.ts";

export interface SafeFetchOptions extends PinnedConnectOptions {
  readonly maxRedirects?: number;
}

export interface SafeFetch {
  /**
   * Gets the bytes behind a URL that a stranger gave. Redirects are followed, each checked like
   * the first URL, also from https to http: nothing secret is ever sent.
   *
   * @throws GatewayError BAD_INPUT, FETCH_REFUSED, FETCH_FAILED, TOO_LARGE; the signal's reason
   */
  (url: string, options: FetchOptions): Promise<Uint8Array>;
  /** Ends all connections, busy ones too. */
  close(): Promise<void>;
}

export interface FetchOptions extends MediaLimit {
  readonly signal?: AbortSignal;
}

/** Makes a fetch for URLs of hostile clients; `timeoutMs` runs from the call to the last byte. */
export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  const { timeoutMs, maxRedirects = 5 } = options;
  const dispatcher = new Agent({
    connect: createPinnedConnect(options),
    connections: 64,
    // However long the other side would like to keep them open.
    keepAliveMaxTimeout: 4_000,
    // The deadline replaces undici's own limits, which start anew with each redirect and chunk.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function safeFetch(text: string, limit: FetchOptions): Promise<Uint8Array> {
    limit.signal?.throwIfAborted();
    let url = parseFetchableUrl(text);
    async function follow(signal: AbortSignal): Promise<Uint8Array> {
      for (let redirects = 0; redirects <= maxRedirects; redirects++) {
        const answer = await request(url, { dispatcher, headers, signal });
        try {
          const next = redirectOf(answer, url);
          if (!next) {
            return await readBody(answer, url.host, limit);
          }
          url = next;
        } finally {
          discard(answer);
        }
      }
      throw failed(`${url.host} comes after more than ${maxRedirects} redirects.`);
    }

    const tooLate = () =>
      new GatewayError(
        "FETCH_FAILED",
        `${url.host} did not send the whole ${limit.what} within ${timeoutMs} ms.`,
      );
    try {
      // By itself undici heeds a signal only once it is connected.
      return await withDeadline(timeoutMs, { signals: [limit.signal], tooLate }, ({ signal }) =>
        follow(signal),
      );
    } catch (error) {
      limit.signal?.throwIfAborted();
      throw networkFailure(url.host, error);
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

async function readBody(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  host: string,
  limit: MediaLimit,
): Promise<Uint8Array> {
  if (statusCode < 200 || statusCode > 299) {
    throw statusFailure(host, statusCode, headers["retry-after"]);
  }
  const encoding = single(headers["content-encoding"])?.trim().toLowerCase() || "identity";
  if (encoding !== "identity") {
    throw failed(`${host} sent its answer compressed (content-encoding), unasked.`);
  }
  const length = Number(single(headers["content-length"]) ?? 0);
  if (length > limit.maxBytes) {
    throw tooLarge(limit, length);
  }
  return readAtMost(body, limit);
}

/** Frees the connection of an answer, also when nobody read its body to the end. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on("error", () => {}).destroy();
}

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.at(-1) : header;

const failed = (message: string): GatewayError =>
  new GatewayError("FETCH_FAILED", message, { retryable: false });
