import { GatewayError } from "../../models/errors.ts";
import { isNetworkTrouble, withoutSecrets, type Explained } from "../cloud/errors.ts";
import { accessRefused, badCredentials } from "../cloud/google-access.ts";
import { explainStatus, type HttpService, type Refused } from "../cloud/statuses.ts";
import type { Place } from "./place.ts";
import { NotSent } from "./sdk.ts";

/**
 * The SDK's error in our words.
 *
 * @param secrets what must not be logged, should the service repeat it
 */
export function explain(
  failure: unknown,
  api: Place["api"],
  secrets: readonly (string | undefined)[],
): Explained {
  if (failure instanceof NotSent) {
    return explainNotSent(String(failure.cause), secrets);
  }
  const { reason, state, ...refused } = readRefusal(failure);
  const explained = explainStatus(services[api], refused, secrets);
  const words = accessProblem(api, refused.status, reason, state);
  return words === undefined ? explained : { ...explained, error: unavailable(words) };
}

const services: Readonly<Record<Place["api"], HttpService>> = {
  gemini: {
    name: "Gemini",
    key: "GEMINI_API_KEY",
    address: "GEMINI_BASE_URL",
    largest: "8,192 tokens, 20 MB",
  },
  vertex: {
    name: "Gemini on Vertex AI",
    key: "GOOGLE_APPLICATION_CREDENTIALS",
    address: "GOOGLE_CLOUD_LOCATION",
    largest: "8,192 tokens, 20 MB",
  },
};

const unavailable = (message: string) =>
  new GatewayError("MODEL_UNAVAILABLE", message, { retryable: false });

function explainNotSent(said: string, secrets: readonly (string | undefined)[]): Explained {
  return {
    error: isNetworkTrouble(said)
      ? new GatewayError("PROVIDER_FAILED", "Google Cloud's sign-in cannot be reached; try again.")
      : unavailable(badCredentials),
    upstream: withoutSecrets(said, secrets),
  };
}

/** What a status of HTTP alone does not say: the Gemini API answers a wrong key with 400. */
function accessProblem(
  api: Place["api"],
  status: number | undefined,
  reason: string | undefined,
  state: string | undefined,
): string | undefined {
  if (reason === "API_KEY_INVALID") {
    return "Gemini refused the API key: check GEMINI_API_KEY.";
  }
  if (api === "vertex" && (status === 401 || status === 403)) {
    return status === 401 ? badCredentials : accessRefused;
  }
  return state === "FAILED_PRECONDITION"
    ? "Gemini does not serve this project from here: it may need billing, or another region."
    : undefined;
}

interface GoogleRefusal extends Refused {
  /** Such as API_KEY_INVALID: https://docs.cloud.google.com/apis/design/errors */
  readonly reason: string | undefined;
  /** Such as INVALID_ARGUMENT. */
  readonly state: string | undefined;
}

/** Of an `ApiError`, whose message is the body of the answer. */
function readRefusal(failure: unknown): GoogleRefusal {
  const { status, message } = (failure ?? {}) as { status?: number; message?: string };
  const { error } = parse(message);
  const details = Array.isArray(error?.details) ? error.details : [];
  const delay = details.find(({ retryDelay }) => retryDelay)?.retryDelay;
  return {
    status,
    said: error?.message ?? message ?? String(failure),
    retryAfter: delay?.replace(/s$/, ""), // "34.5s"
    reason: details.find(({ reason }) => reason)?.reason,
    state: error?.status,
  };
}

interface Body {
  readonly error?: {
    readonly message?: string;
    readonly status?: string;
    readonly details?: readonly { readonly reason?: string; readonly retryDelay?: string }[];
  };
}

function parse(text = ""): Body {
  try {
    return (JSON.parse(text) as Body | null) ?? {};
  } catch {
    return {};
  }
}
