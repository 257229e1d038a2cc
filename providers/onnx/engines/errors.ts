import { GatewayError } from "../../../models/errors.ts";
import type { EngineFailure } from "./client.ts";

/** Of Triton, which says so with the same status as that it is not ready. */
export function isFull(words: string): boolean {
  return /exceeds maximum queue size|request timeout expired/i.test(words);
}

/** What an endpoint said; a call that was tried at several has one of each. */
export interface Attempt {
  /** Its name, such as `grpc://10.0.0.7:8001/vision`. */
  readonly endpoint: string;
  readonly failure: EngineFailure;
}

export function inWords({ endpoint, failure }: Attempt): string {
  return `${endpoint}: ${failure.message}`;
}

/** For the client, who sees no address and none of the engines' words; the cause has both, for the log. */
export function toGatewayError(attempts: readonly Attempt[]): GatewayError {
  const cause = new Error(attempts.map(inWords).join("; "));
  const failures = attempts.map(({ failure }) => failure);
  const final = failures.find(({ retryable }) => !retryable);
  if (final) {
    const message =
      final.kind === "malformed" ? final.message : "The inference engine refused the request.";
    return new GatewayError("PROVIDER_FAILED", message, { retryable: false, cause });
  }
  const full = failures.filter(({ kind }) => kind === "full");
  if (full.length > 0) {
    const waits = full.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
    return new GatewayError("OVERLOADED", "The inference engines have too much to do.", {
      cause,
      ...(waits.length > 0 && { retryAfterMs: Math.min(...waits) }),
    });
  }
  return failures.some(({ kind }) => kind === "failed")
    ? new GatewayError("PROVIDER_FAILED", "The inference engine failed.", { cause })
    : new GatewayError("MODEL_UNAVAILABLE", "No inference engine of the model answers.", { cause });
}
