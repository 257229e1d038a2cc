import type { IncomingMessage } from "node:http";
import type { Caller } from "../../models/caller.ts";
import { GatewayError } from "../../models/errors.ts";

/**
 * Browsers tell which page sends a request; other programs send no Origin, or any.
 * @throws GatewayError FORBIDDEN where the caller's key is for other pages
 */
export function checkOrigin({ origins }: Caller, { headers: { origin } }: IncomingMessage): void {
  if (origins && origin !== undefined && !origins.includes(origin)) {
    const allowed = origins.length > 0 ? `pages of ${origins.join(", ")}` : "no pages";
    throw new GatewayError(
      "FORBIDDEN",
      `This key is for ${allowed}, not of ${JSON.stringify(origin)}.`,
    );
  }
}
