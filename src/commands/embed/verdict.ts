import type { GatewayRequestError } from "../../../packages/client/src/requests.ts";

/**
 * What an error means for the items that were sent:
 * `fail`: they will never succeed.
 * `retry`: they may, if they are sent again a few times.
 * `wait`: it says nothing about them; they are sent again when the gateway can.
 * `split`: one of them may be to blame.
 * `stop`: none will succeed until a person does something.
 */
export type Verdict = "fail" | "retry" | "wait" | "split" | "stop";

/** Codes that say something about the gateway or the caller, and nothing about an item. */
const aboutAll = new Set([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "RATE_LIMITED",
  "OVERLOADED",
  "UNKNOWN_MODEL",
  "MODEL_UNAVAILABLE",
  "UNSUPPORTED_MODALITY",
  "UNSUPPORTED_DIMENSIONS",
  "NETWORK",
  "NOT_GRAPHQL",
]);

/**
 * @param whole whether the request failed as a whole, rather than an item of it
 * @param items how many were sent together
 */
export function verdictOn(
  { code, status, retryable }: GatewayRequestError,
  { whole, items }: { readonly whole: boolean; readonly items: number },
): Verdict {
  if (aboutAll.has(code) && status !== 413) {
    return retryable ? "wait" : "stop";
  }
  if (retryable) {
    // What took too long in company may be fast enough alone.
    return items > 1 && (whole || code === "TIMEOUT") ? "wait" : "retry";
  }
  return whole && items > 1 ? "split" : "fail";
}
