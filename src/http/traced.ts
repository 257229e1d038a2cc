import type { IncomingMessage, ServerResponse } from "node:http";
import { requests, type RequestTrace } from "../../providers/tracing.ts";

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Tells the tracing channel of each request that is answered.
 * @param route its name, where no operation of GraphQL will name it
 */
export function traced(answer: Answer, route?: string): Answer {
  return (request, response) => {
    const { headers } = request;
    const trace: RequestTrace = { method: request.method!, headers, ...(route && { route }) };
    return requests.tracePromise(async () => {
      await answer(request, response);
      // Who went away was answered nothing.
      if (response.headersSent) {
        trace.status = response.statusCode;
      }
    }, trace);
  };
}
