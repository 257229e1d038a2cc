import { randomUUID } from "node:crypto";
import { GatewayError } from "../models/errors.ts";
import type { Log } from "../providers/provider.ts";
import type { Problem } from "../schema/comparison.ts";

/** What is expected, as it is; the rest becomes INTERNAL with an id that is in the log. */
export function problemOf(error: unknown, log: Log): Problem & { id?: string } {
  if (error instanceof GatewayError) {
    const { code, message, retryable, retryAfterMs = null } = error;
    return { code, message, retryable, retryAfterMs };
  }
  const id = randomUUID();
  log.error({ id, err: error }, "unexpected error");
  return { code: "INTERNAL", message: `Internal error ${id}`, retryable: false, id };
}
