import { type ErrorCode, type ErrorDetails, GatewayError } from "../../models/errors.ts";
import type { RefusalForm } from "../http/refusal.ts";

/** An error that says which part of the request it is about. */
export class ParamError extends GatewayError {
  /** Such as `input[3]`. */
  readonly param: string;

  constructor(code: ErrorCode, param: string, message: string, details?: ErrorDetails) {
    super(code, message, details);
    this.param = param;
  }
}

/**
 * OpenAI's form. Its SDKs repeat a request by its status alone, and wait as long as `Retry-After` says,
 * were it an hour; so they are told whether that can help.
 */
export const asOpenai: RefusalForm = ({ error, status, message, extensions }) => {
  const { code, retryable, retryAfterMs = 0 } = extensions;
  return {
    body: { error: { message, type: typeOf(status), param: paramOf(error), code } },
    headers: { "x-should-retry": String(retryable && retryAfterMs <= longestWaitMs) },
  };
};

/** Who waits longer is to be told why. */
const longestWaitMs = 60_000;

function typeOf(status: number): string {
  if (status >= 500 || status === 408) {
    return "server_error";
  }
  return types[status] ?? "invalid_request_error";
}

const types: Readonly<Record<number, string>> = {
  401: "authentication_error",
  403: "permission_error",
  429: "rate_limit_error",
};

function paramOf(error: unknown): string | null {
  if (error instanceof ParamError) {
    return error.param;
  }
  return (error instanceof GatewayError && params[error.code]) || null;
}

const params: Partial<Record<ErrorCode, string>> = {
  UNKNOWN_MODEL: "model",
  MODEL_UNAVAILABLE: "model",
  UNSUPPORTED_DIMENSIONS: "dimensions",
  UNSUPPORTED_MODALITY: "input",
};

/** An item that failed, by its place. */
export interface Failure {
  readonly index: number;
  readonly error: Error;
}

/**
 * The error of a request some of whose items failed: that of the first item, but for those that pass by
 * themselves, where another does not.
 */
export function errorOfItems(failures: readonly Failure[]): Error {
  const { index, error } = failures.find(({ error }) => !passes(error)) ?? failures[0]!;
  if (!(error instanceof GatewayError)) {
    return error;
  }
  const param = `input[${index}]`;
  const others = failures.filter((failure) => failure.index !== index);
  const places = others.slice(0, mostListed).map(({ index }) => `input[${index}]`);
  const unlisted = others.length - places.length;
  const more = unlisted > 0 ? ` and ${unlisted} more` : "";
  const also = others.length > 0 ? ` Failed, too: ${places.join(", ")}${more}.` : "";
  const waits = failures.map(({ error }) => (error as Partial<GatewayError>).retryAfterMs ?? 0);
  const longest = waits.reduce((most, wait) => Math.max(most, wait), 0);
  return new ParamError(error.code, param, `${param}: ${error.message}${also}`, {
    retryable: error.retryable,
    ...(longest > 0 && { retryAfterMs: longest }),
    cause: error,
  });
}

const mostListed = 10;

const passes = (error: Error) => error instanceof GatewayError && error.retryable;
