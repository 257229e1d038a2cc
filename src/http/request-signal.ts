import { setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { GatewayError } from "../../models/errors.ts";

/** Aborts when the request has taken too long, or its client has gone away. */
export function requestSignal(response: ServerResponse, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  // Every input of the request listens.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(() => controller.abort(timedOut(timeoutMs)), timeoutMs);
  response.once("close", () => {
    clearTimeout(timer);
    // Expected: nobody reads the answer, and nothing is to be logged.
    controller.abort(new GatewayError("TIMEOUT", "The client has gone away."));
  });
  return controller.signal;
}

function timedOut(timeoutMs: number): GatewayError {
  return new GatewayError(
    "TIMEOUT",
    `The request took longer than ${timeoutMs} ms (REQUEST_TIMEOUT_MS).`,
  );
}
