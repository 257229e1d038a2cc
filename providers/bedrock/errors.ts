import { GatewayError, type ErrorCode, type ErrorDetails } from "../../models/errors.ts";
import { withoutSecrets, type Explained } from "../cloud/errors.ts";
import { explainStatus } from "../cloud/statuses.ts";
import { retryAfterMs } from "../resilience/retry-after.ts";

/**
 * The SDK's error in our words: by its name, where it has one of AWS's, else by its HTTP status.
 *
 * @param largest the largest input, in words
 * @param secrets what must not be logged, should the service repeat it
 */
export function explain(
  failure: unknown,
  largest: string,
  secrets: readonly (string | undefined)[],
): Explained {
  const { name = "", message = String(failure), $metadata, $response } = failure as SdkError;
  const status = $metadata?.httpStatusCode;
  const refused = status !== undefined && status >= 400 ? status : undefined;
  const retryAfter = $response?.headers?.["retry-after"];
  const described = describe(name, message, largest);
  if (!described) {
    return explainStatus(
      { name: service, key: credentials, address: "BEDROCK_ENDPOINT", largest },
      { status: refused, said: message, retryAfter },
      secrets,
    );
  }
  const [code, text, details] = described;
  return {
    error: new GatewayError(code, text, { ...details, retryAfterMs: retryAfterMs(retryAfter) }),
    upstream: withoutSecrets(`${name} ${message}`, secrets),
    ...(refused !== undefined && { refusal: { http: refused } }),
  };
}

type SdkError = Partial<{
  readonly name: string;
  readonly message: string;
  readonly $metadata: { readonly httpStatusCode?: number };
  readonly $response: { readonly headers?: Readonly<Record<string, string>> };
}>;

const service = "Amazon Bedrock";
const credentials = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE or the role";
const final = { retryable: false };

/**
 * Names: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html and
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html
 */
function describe(
  name: string,
  said: string,
  largest: string,
): [ErrorCode, string, ErrorDetails?] | undefined {
  switch (name.replace(/(Exception|Error)$/, "")) {
    case "Validation":
      return invalid(said, largest);
    case "AccessDenied":
    case "OptInRequired":
    case "NotAuthorized":
      return [
        "MODEL_UNAVAILABLE",
        "AWS refused: allow bedrock:InvokeModel for this model, and check the account's access to it.",
        final,
      ];
    case "ExpiredToken":
    case "IncompleteSignature":
    case "InvalidClientTokenId":
    case "InvalidSignature":
    case "MissingAuthenticationToken":
    case "RequestExpired":
    case "SignatureDoesNotMatch":
    case "UnrecognizedClient":
      return [
        "MODEL_UNAVAILABLE",
        `AWS did not accept the credentials (${name}): check ${credentials}.`,
        final,
      ];
    case "CredentialsProvider":
    case "TokenProvider":
      return ["MODEL_UNAVAILABLE", `AWS credentials do not work: check ${credentials}.`, final];
    case "ResourceNotFound":
      return ["MODEL_UNAVAILABLE", notThere, final];
    case "Throttling":
    case "TooManyRequests":
    case "ServiceQuotaExceeded":
      return ["OVERLOADED", "The account's quota of Amazon Bedrock is reached; try again later."];
    case "ModelNotReady":
      return ["OVERLOADED", "Amazon Bedrock is still starting the model; try again."];
    case "ModelTimeout":
      return ["TIMEOUT", "The model took too long at Amazon Bedrock; try again."];
    case "ModelError":
      return ["PROVIDER_FAILED", "The model failed at Amazon Bedrock; try again."];
    case "InternalServer":
    case "ServiceUnavailable":
      return ["PROVIDER_FAILED", "Amazon Bedrock failed; try again."];
    default:
      return undefined;
  }
}

const notThere =
  "Amazon Bedrock does not offer this model there: check AWS_REGION and BEDROCK_MODEL_IDS.";

/** A model that is not in a region is told as a bad request, too. */
function invalid(said: string, largest: string): [ErrorCode, string, ErrorDetails?] {
  if (/on-demand throughput/i.test(said)) {
    return [
      "MODEL_UNAVAILABLE",
      "Amazon Bedrock wants an inference profile for this model in this region: " +
        "name one in BEDROCK_MODEL_IDS, such as us.<model> or eu.<model>.",
      final,
    ];
  }
  if (/model identifier|model id\b|end of its life/i.test(said)) {
    return ["MODEL_UNAVAILABLE", notThere, final];
  }
  return /too (large|big|long|many)|exceed|at most|max(imum|Length)/i.test(said)
    ? ["TOO_LARGE", `The input is larger than the model takes at Amazon Bedrock (${largest}).`]
    : ["BAD_INPUT", "Amazon Bedrock refused the input."];
}
