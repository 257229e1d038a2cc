import { GatewayError, type ErrorCode, type ErrorDetails } from "../../models/errors.ts";
import { retryAfterMs } from "../resilience/retry-after.ts";
import { withoutSecrets, type Explained } from "./errors.ts";
import { HttpFailure } from "./http.ts";

/** What messages about a service over HTTP name. */
export interface HttpService {
  /** For people. */
  readonly name: string;
  /** The setting that holds its key. */
  readonly key: string;
  /** The setting that holds its address. */
  readonly address: string;
  /** The largest input, in words, such as "20 MB, 128,000 tokens". */
  readonly largest?: string;
}

/** A refusal by its HTTP status; `status` is undefined where there was no answer. */
export interface Refused {
  readonly status: number | undefined;
  readonly said: string;
  readonly retryAfter?: string | null | undefined;
}

/**
 * An HTTP error in our words. BAD_INPUT and TOO_LARGE mean the inputs of the request; whoever sent
 * several must find out which.
 *
 * @param secrets what must not be logged, should the service repeat it
 */
export function explainStatus(
  service: HttpService,
  { status, said, retryAfter }: Refused,
  secrets: readonly (string | undefined)[],
): Explained {
  const [code, text, details] = describe(service, status, said);
  const wait = retryAfterMs(retryAfter);
  return {
    error: new GatewayError(code, text, { ...details, retryAfterMs: wait }),
    upstream: withoutSecrets(`${status ?? ""} ${said}`, secrets),
    ...(status !== undefined && { refusal: { http: status } }),
  };
}

/** `explainStatus` of what `requestJson` threw. */
export function explainFailure(
  service: HttpService,
  failure: unknown,
  secrets: readonly (string | undefined)[],
): Explained {
  const refused =
    failure instanceof HttpFailure ? failure : { status: undefined, said: String(failure) };
  return explainStatus(service, refused, secrets);
}

function describe(
  { name, key, address, largest }: HttpService,
  status: number | undefined,
  said: string,
): [ErrorCode, string, ErrorDetails?] {
  const final = { retryable: false };
  if (status !== undefined && status >= 200 && status < 300) {
    // Asked again, it would answer and bill the same.
    return ["PROVIDER_FAILED", `${name} answered what cannot be read.`, final];
  }
  switch (status) {
    case undefined:
      return ["PROVIDER_FAILED", `${name} cannot be reached; try again.`];
    case 400:
    case 413:
    case 422:
      return status === 413 || /too (large|big|long|many)|exceed|at most|maximum/i.test(said)
        ? ["TOO_LARGE", `The input is larger than ${name} takes${largest ? ` (${largest})` : ""}.`]
        : ["BAD_INPUT", `${name} refused the input.`];
    case 401:
    case 403:
    case 498:
      return ["MODEL_UNAVAILABLE", `${name} refused the API key: check ${key}.`, final];
    case 402:
      return ["MODEL_UNAVAILABLE", `${name} wants a payment method: see its dashboard.`, final];
    case 404:
      return [
        "MODEL_UNAVAILABLE",
        `${name} does not offer this model here: check ${address} and the key's access.`,
        final,
      ];
    case 408:
    case 504:
      return ["TIMEOUT", `${name} took too long; try again.`];
    case 429:
      return ["OVERLOADED", `${name}'s rate limit for this key is reached; try again later.`];
    default:
      return [
        "PROVIDER_FAILED",
        `${name} failed (status ${status}).`,
        { retryable: status !== 501 },
      ];
  }
}
