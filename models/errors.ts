/** The table of error codes: whether trying again can help, and when, where nothing else says so. */
const codes = {
  BAD_INPUT: { retryable: false },
  UNAUTHENTICATED: { retryable: false },
  FORBIDDEN: { retryable: false },
  RATE_LIMITED: { retryable: true, retryAfterMs: 1000 },
  UNKNOWN_MODEL: { retryable: false },
  MODEL_UNAVAILABLE: { retryable: true },
  UNSUPPORTED: { retryable: false },
  UNSUPPORTED_MODALITY: { retryable: false },
  UNSUPPORTED_DIMENSIONS: { retryable: false },
  SPACE_MISMATCH: { retryable: false },
  IMAGE_UNREADABLE: { retryable: false },
  TOO_LARGE: { retryable: false },
  FETCH_REFUSED: { retryable: false },
  FETCH_FAILED: { retryable: true },
  OVERLOADED: { retryable: true, retryAfterMs: 1000 },
  TIMEOUT: { retryable: true },
  PROVIDER_FAILED: { retryable: true },
} as const;

export type ErrorCode = keyof typeof codes;

export const errorCodes = Object.keys(codes) as readonly ErrorCode[];

export interface ErrorDetails {
  /** Overrides the table, e.g. for a provider failure that will not pass. */
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
  /** Logged, never sent to a client. */
  readonly cause?: unknown;
}

/**
 * An expected failure whose message is written for the client: the limit, the value that broke
 * it, what to do. GraphQL copies `extensions` to the response as it is.
 */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    const usual: ErrorDetails = codes[code];
    const wait = details.retryAfterMs ?? usual.retryAfterMs;
    this.retryable = details.retryable ?? codes[code].retryable;
    if (wait !== undefined) {
      this.retryAfterMs = Math.ceil(wait);
    }
  }

  get extensions(): Record<string, unknown> {
    const { code, retryable, retryAfterMs } = this;
    return { code, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
}

/** What was thrown need not be an Error. */
export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
