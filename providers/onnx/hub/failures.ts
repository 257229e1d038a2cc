import { setTimeout as sleep } from "node:timers/promises";
import { ExponentialBackoff } from "cockatiel";
import type { IncomingHttpHeaders } from "undici/types/header.js";
import { GatewayError, type ErrorDetails } from "../../../models/errors.ts";
import { retryAfterMs } from "../../resilience/retry-after.ts";

/** Every expected failure of this directory: clients read it, so no path, token or URL is in it. */
export function unavailable(message: string, details: ErrorDetails = {}): GatewayError {
  return new GatewayError("MODEL_UNAVAILABLE", message, details);
}

/** How messages call a file. */
export function nameOf({ path, repo }: { path: string; repo: string }): string {
  return `file ${path} of ${repo}`;
}

/**
 * The hub answered, and not with the file. `what` names the file and its repository; `stored`: it
 * was the storage behind the hub that answered.
 */
export function refused(
  status: number,
  headers: IncomingHttpHeaders,
  { what, repo, token, stored }: { what: string; repo: string; token: boolean; stored: boolean },
): GatewayError {
  const code = String(headers["x-error-code"] ?? "");
  // A signed link that has expired, or a proxy: the hub itself had let the file go.
  if (stored && (status === 401 || status === 403)) {
    return unavailable(
      `The storage behind the hub refused ${what} with status ${status}. Check the clock and the ` +
        `proxy, and try again.`,
    );
  }
  if (status === 401 || status === 403) {
    const access = token ? "of an account that may read it" : "(none is set)";
    return unavailable(
      code === "GatedRepo"
        ? `${repo} is gated: accept its licence on its page on the hub, and set HF_TOKEN to a token ${access}.`
        : `The hub refused ${what} with status ${status}: ${repo} is private, gated or does not exist. ` +
            `Accept the licence on its page on the hub if it has one, and set HF_TOKEN to a token ${access}.`,
      { retryable: false },
    );
  }
  if (status === 404) {
    const missing =
      code === "RevisionNotFound" ? `The revision asked for of ${repo}` : capital(what);
    return unavailable(
      `${missing} does not exist on the hub (status 404): correct the model's record, or HF_ENDPOINT.`,
      { retryable: false },
    );
  }
  if (status >= 500 || [408, 425, 429].includes(status)) {
    const wait = retryAfterMs(headers["retry-after"]);
    return unavailable(`The hub answered ${what} with status ${status}. Try again later.`, {
      retryable: true,
      ...(wait !== undefined && { retryAfterMs: wait }),
    });
  }
  return unavailable(`The hub answered ${what} with the unexpected status ${status}.`, {
    retryable: false,
  });
}

/** What the file system refused; anything else is returned as it is. */
export function diskFailure(error: unknown, what: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason =
    code === "ENOSPC" || code === "EDQUOT"
      ? "there is no space left. Free some, or set HF_HOME to a directory with more; what has come is kept"
      : ["EACCES", "EPERM", "EROFS"].includes(code)
        ? "it is not writable. Make it so, or set HF_HOME to a directory that is"
        : error instanceof Error && "syscall" in error && "errno" in error
          ? `of the error ${code}. Check the disk, or set HF_HOME to another directory`
          : undefined;
  if (reason === undefined) {
    return error;
  }
  return unavailable(`${capital(what)} cannot be written to the Hugging Face cache: ${reason}.`, {
    retryable: false,
    cause: error,
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export interface RetryOptions {
  /** Connecting, waiting for headers, or silence within a body: longer than this is a cut. */
  readonly idleMs: number;
  /** Before the second try; later ones wait longer, with jitter. */
  readonly retryMs: number;
  readonly tries: number;
  readonly onRetry?: (error: GatewayError, waitMs: number) => void;
}

export const defaultRetry: RetryOptions = { idleMs: 30_000, retryMs: 1000, tries: 6 };

const longestWaitMs = 60_000;

/**
 * Tries again what may pass: a GatewayError marked retryable. Retry-After is obeyed; one that is
 * longer than a minute is left to the caller. The backoff is cockatiel's, its retry policy is not
 * used: it sleeps through an abort, with the lock in its hands.
 */
export async function retrying<T>(
  work: () => Promise<T>,
  { retryMs, tries, onRetry }: RetryOptions,
  signal: AbortSignal,
): Promise<T> {
  const delays = new ExponentialBackoff({ initialDelay: retryMs, maxDelay: longestWaitMs / 2 });
  for (let left = tries - 1, delay = delays.next(); ; left--, delay = delay.next(undefined)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GatewayError) || !error.retryable || left <= 0) {
        throw error;
      }
      const wait = error.retryAfterMs ?? delay.duration;
      if (wait > longestWaitMs) {
        throw error;
      }
      onRetry?.(error, wait);
      await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
