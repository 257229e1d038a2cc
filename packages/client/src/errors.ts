/** What is known about an error besides its message. */
export interface ErrorFacts {
  readonly code?: string | undefined;
  readonly path?: readonly (string | number)[] | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly status?: number | undefined;
  readonly cause?: unknown;
  readonly items?: readonly (Float32Array | GatewayRequestError)[] | undefined;
}

/**
 * What went wrong, where, and whether trying again can help.
 *
 * @example
 * try {
 *   await embedder.embedText(["a cat", tooLong]);
 * } catch (error) {
 *   if (error instanceof GatewayRequestError && error.code === "TOO_LARGE") {
 *     console.log(error.message, error.path, error.items);
 *   }
 * }
 */
export class GatewayRequestError extends Error {
  override readonly name = "GatewayRequestError";
  /**
   * One of the gateway's codes, such as IMAGE_UNREADABLE; or of the client's own: NETWORK when no
   * answer came, NOT_GRAPHQL when something else than a gateway answered; or UNKNOWN.
   */
  readonly code: string;
  /** Where in the answer: `["classifyImages", 3]` is the fourth image that you gave. */
  readonly path: readonly (string | number)[];
  /** Whether the same request may succeed later. The client has tried `retries` times already. */
  readonly retryable: boolean;
  /** How long the server asks to wait before the next try. */
  readonly retryAfterMs: number | undefined;
  /** The HTTP status of an answer that was none of GraphQL's. */
  readonly status: number | undefined;
  readonly #items: readonly (Float32Array | GatewayRequestError)[] | undefined;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code ?? "UNKNOWN";
    this.path = facts.path ?? [];
    this.retryable = facts.retryable ?? false;
    this.retryAfterMs = facts.retryAfterMs;
    this.status = facts.status;
    this.#items = facts.items;
  }

  /**
   * Of `embedText`, `embedImage` and `embedImages`: every vector, and every error in the place of the
   * vector that is missing. Undefined when no item was answered.
   */
  // A getter, so that logs of errors do not hold vectors.
  get items(): readonly (Float32Array | GatewayRequestError)[] | undefined {
    return this.#items;
  }
}

/** The same error with other facts. */
export function withFacts(error: GatewayRequestError, facts: ErrorFacts): GatewayRequestError {
  const { code, path, retryable, retryAfterMs, status, cause, items } = error;
  const known = { code, path, retryable, retryAfterMs, status, cause, items };
  return new GatewayRequestError(error.message, { ...known, ...facts });
}

/** The reason why the value at `path` is null. */
export function errorAt(
  errors: readonly GatewayRequestError[],
  path: readonly (string | number)[],
): GatewayRequestError {
  return (
    errors.find((error) => path.every((step, i) => step === error.path[i])) ??
    new GatewayRequestError("The gateway left this out and gave no reason.", { path })
  );
}
