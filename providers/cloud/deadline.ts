import { GatewayError } from "../../models/errors.ts";
import { withDeadline, type Deadline } from "../resilience/deadline.ts";

/** A call to a service: it ends with REQUEST_TIMEOUT_MS, or with one of the signals. */
export function withinRequest<T>(
  ms: number,
  { who, signals }: { who: string; signals: readonly (AbortSignal | undefined)[] },
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const message = `${who} did not answer within ${ms} ms (REQUEST_TIMEOUT_MS).`;
  return withDeadline(ms, { signals, tooLate: () => new GatewayError("TIMEOUT", message) }, work);
}

/** Why calls end when their provider is closed. */
export const closed = new GatewayError("MODEL_UNAVAILABLE", "The server is shutting down.");
