import type { IncomingMessage } from "node:http";
import { GatewayError } from "../../models/errors.ts";

/**
 * The key or token that a request carries.
 * @throws GatewayError UNAUTHENTICATED where there is none; what is there is never repeated
 */
export function bearerOf({ headers: { authorization } }: IncomingMessage): string {
  if (authorization === undefined) {
    throw unauthenticated(`The request has no key. ${howToSend}`);
  }
  const credentials = /^Bearer +([\w~+/.-]+=*) *$/i.exec(authorization)?.[1];
  if (credentials === undefined) {
    throw unauthenticated(`The Authorization header has another form. ${howToSend}`);
  }
  return credentials;
}

const howToSend = "Send yours in the header `Authorization: Bearer <key>`.";

export function unauthenticated(message: string, cause?: unknown): GatewayError {
  return new GatewayError("UNAUTHENTICATED", message, { cause });
}
