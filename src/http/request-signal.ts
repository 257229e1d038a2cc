import { setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { GatewayError } from "../../models/errors.ts";

/** Nobody reads the answer, and nothing is to be logged. Made once: every request ends with it. */
const goneAway = new GatewayError("TIMEOUT", "The client has gone away.");

/** Did the request end because nobody waits for its answer? */
export const hasGoneAway = (signal: AbortSignal): boolean => signal.reason === goneAway;

/** Aborts when the request has taken too long, or its client has gone away. */
export function requestSignal(response: ServerResponse, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  // One listener per input, and all of them go.
  setMaxListeners(0, controller.signal);
  const message = `The request took longer than ${timeoutMs} ms (REQUEST_TIMEOUT_MS).`;
  const timer = setTimeout(() => controller.abort(new GatewayError("TIMEOUT", message)), timeoutMs);
  response.once("close", () => {
    clearTimeout(timer);
    controller.abort(goneAway);
  });
  return controller.signal;
}
