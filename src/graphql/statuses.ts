import type { ErrorCode } from "../../models/errors.ts";

/** The HTTP status of a request of which nothing came but an error of this code. */
export const statuses: Readonly<Record<ErrorCode, number>> = {
  BAD_INPUT: 400,
  UNSUPPORTED_MODALITY: 400,
  UNSUPPORTED_DIMENSIONS: 400,
  SPACE_MISMATCH: 400,
  IMAGE_UNREADABLE: 400,
  // The URL is the caller's.
  FETCH_REFUSED: 400,
  FETCH_FAILED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  UNKNOWN_MODEL: 404,
  TIMEOUT: 408,
  TOO_LARGE: 413,
  UNSUPPORTED: 415,
  RATE_LIMITED: 429,
  PROVIDER_FAILED: 503,
  MODEL_UNAVAILABLE: 503,
  OVERLOADED: 503,
};
