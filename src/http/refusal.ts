import { GraphQLError } from "graphql";
import type { IncomingMessage, ServerResponse } from "node:http";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import { errorOf, retryAfterOf, shown } from "../graphql/errors.ts";
import { statuses } from "../graphql/statuses.ts";

/** Why a request is refused, as its caller may know it. */
export interface Refusal extends ReturnType<typeof errorOf> {
  /** Of HTTP. */
  readonly status: number;
  /** What was thrown. */
  readonly error: unknown;
}

/** How an API tells of a refusal. */
export type RefusalForm = (refusal: Refusal) => {
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What is unexpected is logged. */
export function refusalOf(error: unknown, log: Log): Refusal {
  if (error instanceof GraphQLError) {
    const extensions = { code: String(error.extensions["code"]), retryable: false };
    return { error, status: 400, message: shown(error.message), extensions };
  }
  if (error instanceof GatewayError) {
    return { error, status: statuses[error.code], ...errorOf(error, log) };
  }
  // Express's own findings about a request.
  const { status = 500, message } = error as Error & { readonly status?: number };
  return status >= 400 && status < 500
    ? { error, status, ...errorOf(new GatewayError("BAD_INPUT", message), log) }
    : { error, status: 500, ...errorOf(error, log) };
}

/** How long a client that is refused in the middle of its body may go on sending it. */
const lingerMs = 2000;

/**
 * A client that is still sending looks for its answer late, and loses it when the connection is
 * closed before: so what it sends is thrown away for a while. The answer is complete by its length.
 */
export function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  form: RefusalForm,
): void {
  const { body, headers = {} } = form(refusal);
  const text = JSON.stringify(body);
  const wait = retryAfterOf([refusal]);
  response.statusCode = refusal.status;
  response.setHeaders(
    new Map([
      ["content-type", "application/json; charset=utf-8"],
      ["content-length", String(Buffer.byteLength(text))],
      ...(wait === undefined ? [] : [["retry-after", wait] as const]),
      ...(refusal.status === 401 ? [["www-authenticate", "Bearer"] as const] : []),
      ...Object.entries(headers),
    ]),
  );
  if (request.complete) {
    response.end(text);
    return;
  }
  response.setHeader("connection", "close");
  response.write(text);
  const end = () => void response.end();
  const timer = setTimeout(end, lingerMs);
  response.once("close", () => clearTimeout(timer));
  request.once("end", end);
  request.resume();
}
