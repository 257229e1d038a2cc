import { GraphQLError } from "graphql";
import type { IncomingMessage, ServerResponse } from "node:http";
import { anonymous, type Caller } from "../../models/caller.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import { errorOf, retryAfterOf, shown } from "../graphql/errors.ts";
import { statuses } from "../graphql/statuses.ts";
import { audit, unseen } from "../telemetry/audit.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** @param caller who sent it, once that is known */
export type Refuse = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  caller?: Caller,
) => void;

/** Answers requests that GraphQL never saw, in the form of its errors. */
export function createRefuse(log: Log, metrics: Pick<Metrics, "countError">): Refuse {
  return (error, request, response, { name } = anonymous) => {
    // The client has gone away.
    if (response.destroyed) {
      return;
    }
    // Cut off, an answer that has begun is not taken for a whole one.
    if (response.headersSent) {
      log.error({ err: error }, "an answer broke off");
      response.destroy();
      return;
    }
    const { status, shown } = explain(error as Error);
    const { message, extensions } = shown;
    metrics.countError(extensions.code, name);
    const errors = [{ code: extensions.code, message }];
    audit(log, { ...unseen, caller: name, status, errors });
    const wait = retryAfterOf([shown]);
    if (wait !== undefined) {
      response.setHeader("retry-after", wait);
    }
    if (status === 401) {
      response.setHeader("www-authenticate", "Bearer");
    }
    answer(request, response, status, JSON.stringify({ errors: [shown] }));
  };

  function explain(error: Error & { readonly status?: number }) {
    if (error instanceof GraphQLError) {
      const code = String(error.extensions.code);
      const extensions = { code, retryable: false };
      return { status: 400, shown: { message: shown(error.message), extensions } };
    }
    if (error instanceof GatewayError) {
      return { status: statuses[error.code] ?? 500, shown: errorOf(error, log) };
    }
    // Express's own findings about a request.
    const { status = 500, message } = error;
    if (status >= 400 && status < 500) {
      return { status, shown: errorOf(new GatewayError("BAD_INPUT", message), log) };
    }
    return { status: 500, shown: errorOf(error, log) };
  }
}

/** How long a client that is refused in the middle of its body may go on sending it. */
const lingerMs = 2000;

/**
 * A client that is still sending looks for its answer late, and loses it when the connection is
 * closed before: so what it sends is thrown away for a while. The answer is complete by its length.
 */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: string,
): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("content-length", Buffer.byteLength(body));
  if (request.complete) {
    response.end(body);
    return;
  }
  response.setHeader("connection", "close");
  response.write(body);
  const end = () => void response.end();
  const timer = setTimeout(end, lingerMs);
  response.once("close", () => clearTimeout(timer));
  request.once("end", end);
  request.resume();
}
