import type { ServerResponse } from "node:http";
import { GatewayError } from "../../models/errors.ts";
import { startDeadline } from "../../providers/resilience/deadline.ts";

/** Aborts when the request has taken too long, or its client has gone away. */
export function requestSignal(response: ServerResponse, timeoutMs: number): AbortSignal {
  const client = new AbortController();
  const message = `The request took longer than ${timeoutMs} ms (REQUEST_TIMEOUT_MS).`;
  const deadline = startDeadline(timeoutMs, {
    signals: [client.signal],
    tooLate: () => new GatewayError("TIMEOUT", message),
  });
  response.once("close", () => {
    // Expected: nobody reads the answer, and nothing is to be logged.
    client.abort(new GatewayError("TIMEOUT", "The client has gone away."));
    deadline.end();
  });
  return deadline.signal;
}
