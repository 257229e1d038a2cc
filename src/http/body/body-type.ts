import type { IncomingMessage } from "node:http";

/** The media type of a body, without parameters; undefined for a request without a body or a type. */
export function bodyType({ headers }: IncomingMessage): string | undefined {
  const hasBody = (headers["transfer-encoding"] ?? headers["content-length"]) !== undefined;
  return hasBody ? headers["content-type"]?.split(";", 1)[0]!.trim().toLowerCase() : undefined;
}
