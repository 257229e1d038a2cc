import type { IncomingHttpHeaders } from "undici/types/header.js";
import { GatewayError, type ErrorDetails } from "../../../models/errors.ts";
import { retryAfterMs } from "../../resilience/retry-after.ts";

/** Every expected failure of this directory: clients read it, so no path, token or URL is in it. */
export function unavailable(message: string, details: ErrorDetails = {}): GatewayError {
  return new GatewayError("MODEL_UNAVAILABLE", message, details);
}

/** The hub answered, and not with the file. `what` names the file and its repository. */
export function refused(
  status: number,
  headers: IncomingHttpHeaders,
  { what, repo, token }: { what: string; repo: string; token: boolean },
): GatewayError {
  const code = String(headers["x-error-code"] ?? "");
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
