import { randomUUID } from "node:crypto";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import type { Problem } from "../../schema/comparison.ts";

/** What is expected, as it is; the rest becomes INTERNAL with an id that is in the log. */
export function problemOf(error: unknown, log: Log): Problem & { id?: string } {
  if (error instanceof GatewayError) {
    const { code, message, retryable, retryAfterMs = null } = error;
    return { code, message: shown(message), retryable, retryAfterMs };
  }
  const id = randomUUID();
  log.error({ id, err: error }, "unexpected error");
  return { code: "INTERNAL", message: `Internal error ${id}`, retryable: false, id };
}

/** As problemOf, in the form of GraphQL's errors. */
export function errorOf(error: unknown, log: Log) {
  const { message, retryAfterMs, ...rest } = problemOf(error, log);
  return { message, extensions: { ...rest, ...(retryAfterMs != null && { retryAfterMs }) } };
}

const longest = 1000;

/** Messages quote what was wrong, which may be a whole photo, or half of an emoji. */
export function shown(message: string): string {
  const clipped =
    message.length <= longest
      ? message
      : `${message.slice(0, longest - 300)} … ${message.slice(-300)}`;
  return clipped.toWellFormed();
}
