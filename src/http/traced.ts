import { requests, type RequestTrace } from "../../providers/tracing.ts";
import type { Answer } from "./graphql.ts";

/** Tells the tracing channel of each request that is answered. */
export function traced(answer: Answer): Answer {
  return (request, response) => {
    const trace: RequestTrace = { method: request.method!, headers: request.headers };
    return requests.tracePromise(async () => {
      await answer(request, response);
      // Who went away was answered nothing.
      if (response.headersSent) {
        trace.status = response.statusCode;
      }
    }, trace);
  };
}
