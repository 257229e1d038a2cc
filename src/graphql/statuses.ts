import type { ErrorCode } from "../../models/errors.ts";

/** The HTTP status of a request that was refused, by the code of its error. */
export const statuses: Partial<Record<ErrorCode, number>> = {
  BAD_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  TIMEOUT: 408,
  TOO_LARGE: 413,
  UNSUPPORTED: 415,
  RATE_LIMITED: 429,
  // Of providers, only one of identities is asked before GraphQL is.
  PROVIDER_FAILED: 503,
  OVERLOADED: 503,
};
