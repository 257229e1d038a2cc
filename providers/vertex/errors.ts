import { GatewayError, type ErrorCode, type ErrorDetails } from "../../models/errors.ts";
import { isNetworkTrouble, withoutSecrets, type Explained } from "../cloud/errors.ts";
import { accessRefused, badCredentials } from "../cloud/google-access.ts";

export type Kind = "text" | "image" | "video";

/**
 * The SDK's error, a status of gRPC, in our words.
 *
 * @param sent what must not be logged, should the service repeat it
 */
export function explain(failure: unknown, kind: Kind, sent?: string): Explained {
  const { code, details, message, statusDetails } = (failure ?? {}) as Partial<GrpcFailure>;
  const said = details || message || String(failure);
  const [ours, text, more] = describe(code, said, kind);
  const wait = retryDelayMs(statusDetails);
  return {
    error: new GatewayError(ours, text, { ...more, retryAfterMs: wait }),
    upstream: withoutSecrets(`${code ?? ""} ${said}`, [sent]),
    ...(typeof code === "number" && { refusal: { grpc: code } }),
  };
}

interface GrpcFailure {
  readonly code: number;
  readonly details: string;
  readonly message: string;
  readonly statusDetails: readonly RetryInfo[];
}

/** google.rpc.RetryInfo, which is what Retry-After is in gRPC. */
interface RetryInfo {
  readonly retryDelay?: { readonly seconds?: unknown; readonly nanos?: unknown };
}

function retryDelayMs(details: unknown): number | undefined {
  const delays = Array.isArray(details)
    ? details.map((detail: RetryInfo) => detail.retryDelay)
    : [];
  const delay = delays.find(Boolean);
  return delay && Number(delay.seconds ?? 0) * 1000 + Number(delay.nanos ?? 0) / 1e6;
}

const tooLarge = /too large|larger than|exceeds|payload size|size limit/i;

/** Codes: https://grpc.io/docs/guides/status-codes */
function describe(
  code: number | undefined,
  said: string,
  kind: Kind,
): [ErrorCode, string, ErrorDetails?] {
  const final = { retryable: false };
  // gRPC could not get a token; of which code that is depends on why.
  if (/metadata from plugin failed/i.test(said) && !isNetworkTrouble(said)) {
    return ["MODEL_UNAVAILABLE", badCredentials, final];
  }
  switch (code) {
    case 3: // INVALID_ARGUMENT
    case 11: // OUT_OF_RANGE
      if (tooLarge.test(said)) {
        return sizeOf(kind);
      }
      return kind === "image"
        ? ["IMAGE_UNREADABLE", "Vertex AI cannot read the image; send it as JPEG or PNG."]
        : ["BAD_INPUT", `Vertex AI refused the ${kind}.`];
    case 4: // DEADLINE_EXCEEDED
      return ["TIMEOUT", "Vertex AI took too long; try again."];
    case 5: // NOT_FOUND
      return [
        "MODEL_UNAVAILABLE",
        "Vertex AI does not offer this model there: check GOOGLE_CLOUD_LOCATION.",
        final,
      ];
    case 7: // PERMISSION_DENIED
    case 9: // FAILED_PRECONDITION
      return ["MODEL_UNAVAILABLE", accessRefused, final];
    case 8: // RESOURCE_EXHAUSTED: a quota, or gRPC's own limit on messages
      if (/message larger/i.test(said)) {
        return sizeOf(kind);
      }
      return ["OVERLOADED", "The project's Vertex AI quota is used up; try again later."];
    case 16: // UNAUTHENTICATED
      return ["MODEL_UNAVAILABLE", badCredentials, final];
    case 14: // UNAVAILABLE
      return ["PROVIDER_FAILED", "Vertex AI cannot be reached; try again."];
    default:
      // 12 is UNIMPLEMENTED
      return ["PROVIDER_FAILED", "Vertex AI failed; try again.", { retryable: code !== 12 }];
  }
}

function sizeOf(kind: Kind): [ErrorCode, string] {
  return kind === "video"
    ? ["TOO_LARGE", "The video is too large to be sent; put it in Cloud Storage and use gcsUri."]
    : ["TOO_LARGE", `The ${kind} is larger than Vertex AI takes.`];
}
