import { errors } from "undici";
import { GatewayError } from "../../../models/errors.ts";
import { retryAfterMs } from "../../../providers/resilience/retry-after.ts";

/** What to tell a client about an answer that is no success. Only the status is passed on. */
export function statusFailure(
  host: string,
  status: number,
  retryAfter?: string | string[],
): GatewayError {
  const retryable = status === 408 || status === 429 || status >= 500;
  const wait = retryable ? retryAfterMs(retryAfter) : undefined;
  return new GatewayError("FETCH_FAILED", `${host} answered with status ${status}.`, {
    retryable,
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

/**
 * What to tell a client about an error of the network. Its own message stays here as the cause:
 * it names addresses.
 *
 * @returns the error itself when it comes from neither the network nor the remote server
 */
export function networkFailure(host: string, error: unknown): unknown {
  if (error instanceof GatewayError || !(error instanceof Error) || !("code" in error)) {
    return error;
  }
  const code = codeOf(error);
  const [, reason, retryable = true] = reasons.find(([pattern]) => pattern.test(code)) ?? [];
  return new GatewayError("FETCH_FAILED", `${host}: ${reason ?? "the connection failed"}.`, {
    retryable,
    cause: error,
  });
}

/** Name servers fail with some of the codes of connections: c-ares says what it asked for. */
function codeOf(error: Error & { code?: unknown; syscall?: unknown }): string {
  if (error instanceof errors.HTTPParserError) {
    return "HTTP_PARSER";
  }
  return String(error.syscall).startsWith("query") ? `DNS_${error.code}` : String(error.code);
}

const reasons: readonly (readonly [pattern: RegExp, reason: string, retryable?: boolean])[] = [
  [/^(DNS_)?(ENOTFOUND|ENODATA|EBADNAME)$/, "there is no such host", false],
  [/^DNS_E?TIMEOUT$/, "its name servers did not answer in time"],
  [/^(EAI|DNS)_/, "its name could not be resolved"],
  [/^ECONNREFUSED$/, "the connection was refused"],
  [/CERT|SIGNATURE|^ERR_TLS/, "its TLS certificate could not be verified", false],
  [/^(EPROTO|ERR_SSL)/, "it does not speak TLS there", false],
  [/^HTTP_PARSER$|CONTENT_LENGTH_MISMATCH|HEADERS_OVERFLOW/, "its answer is not valid HTTP", false],
  [/TIMEOUT|^ETIMEDOUT$/, "it did not answer in time"],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, "the connection broke off"],
];
