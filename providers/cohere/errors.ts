import { GatewayError, type ErrorCode, type ErrorDetails } from "../../models/errors.ts";
import { isAboutInput, withoutSecrets, type Explained } from "../cloud/errors.ts";
import { retryAfterMs } from "../resilience/retry-after.ts";
import type { Item } from "./items.ts";

/**
 * The SDK's error in our words. BAD_INPUT and TOO_LARGE mean the inputs of the request; whoever
 * sent several must find out which.
 *
 * @param secrets what must not be logged, should the service repeat it
 */
export function explain(failure: unknown, secrets: readonly (string | undefined)[]): Explained {
  const { statusCode, body, rawResponse, message } = (failure ?? {}) as Partial<CohereFailure>;
  const said = typeof body === "string" ? body : (body?.message ?? message ?? String(failure));
  const [code, text, details] = describe(statusCode ?? unreachable, said);
  const wait = retryAfterMs(rawResponse?.headers?.get("retry-after"));
  return {
    error: new GatewayError(code, text, { ...details, retryAfterMs: wait }),
    upstream: withoutSecrets(`${statusCode ?? ""} ${said}`, secrets),
    ...(statusCode && statusCode !== unreachable && { refusal: { http: statusCode } }),
  };
}

/** What the SDK's fetch answers when there is no answer: see client.ts. HTTP has no such status. */
export const unreachable = 599;

interface CohereFailure {
  readonly statusCode: number;
  readonly body: string | { readonly message?: string };
  readonly rawResponse: { readonly headers?: Headers };
  readonly message: string;
}

/** Statuses: https://docs.cohere.com/reference/errors */
function describe(status: number, said: string): [ErrorCode, string, ErrorDetails?] {
  const final = { retryable: false };
  switch (status) {
    case 400:
    case 413:
    case 422:
      return status === 413 || /too (large|big|long|many)|exceed|at most|maximum/i.test(said)
        ? ["TOO_LARGE", "The input is larger than Cohere takes (20 MB, 128,000 tokens)."]
        : ["BAD_INPUT", "Cohere refused the input."];
    case 401:
    case 403:
    case 498:
      return ["MODEL_UNAVAILABLE", "Cohere refused the API key: check CO_API_KEY.", final];
    case 402:
      return ["MODEL_UNAVAILABLE", "Cohere wants a payment method: see its dashboard.", final];
    case 404:
      return [
        "MODEL_UNAVAILABLE",
        "Cohere does not offer this model here: check COHERE_BASE_URL and the key's access.",
        final,
      ];
    case 408:
    case 504:
      return ["TIMEOUT", "Cohere took too long; try again."];
    case 429:
      return ["OVERLOADED", "Cohere's rate limit for this key is reached; try again later."];
    case unreachable:
      return ["PROVIDER_FAILED", "Cohere cannot be reached; try again."];
    default:
      return [
        "PROVIDER_FAILED",
        `Cohere failed (status ${status}).`,
        { retryable: status !== 501 },
      ];
  }
}

/**
 * What a refused request says: one that was refused for what is in it, as too large or for a bad
 * input, is sent in halves until that input is found, which fails alone.
 *
 * @param splits how often requests may be halved: a service that refuses everything is not asked
 *   about each item
 * @throws an error that is not about an input
 */
export function blameInputs(splits: { left: number }) {
  return (error: unknown, items: readonly Item[]): "halves" | GatewayError => {
    if (!isAboutInput(error)) {
      throw error;
    }
    if (items.length > 1) {
      return splits.left-- > 0 ? "halves" : unresolved;
    }
    // Cohere refuses an input without a word on its kind.
    return error.code === "BAD_INPUT" && items[0]!.input.modality === "IMAGE" ? unreadable : error;
  };
}

const unreadable = new GatewayError(
  "IMAGE_UNREADABLE",
  "Cohere cannot read the image; send it as JPEG or PNG.",
);

const unresolved = new GatewayError(
  "PROVIDER_FAILED",
  "Too many inputs of one request were refused; send fewer at once to see which.",
  { retryable: false },
);
