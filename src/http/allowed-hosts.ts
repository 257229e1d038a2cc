import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { GatewayError } from "../../models/errors.ts";
import type { Config } from "../config/config.ts";
import { isLoopback } from "../config/loopback.ts";

/**
 * Refuses requests that were meant for another host. A page of any site can give its own name the
 * address 127.0.0.1, and its browser then takes this server for that site's (DNS rebinding).
 *
 * @returns what checks a request, and throws GatewayError FORBIDDEN
 */
export function checkHost({
  ALLOWED_HOSTS,
  HOST,
}: Pick<Config, "ALLOWED_HOSTS" | "HOST">): (request: IncomingMessage) => void {
  const names = new Set(ALLOWED_HOSTS.map((name) => name.toLowerCase()));
  const isLocal = isLoopback(HOST);
  // On a network, probes and Prometheus call by an address, and no page can have made that its name.
  const isListed = (name: string) => names.has(name) || (!isLocal && isAddress(name));
  const isAllowed = names.size > 0 ? isListed : isLoopback;
  const anyHost = names.has("*") || (names.size === 0 && !isLocal);

  return ({ headers: { host = "" } }) => {
    if (!anyHost && !isAllowed(nameOf(host))) {
      throw new GatewayError(
        "FORBIDDEN",
        `The Host header is "${host}", a name that this server does not have. Add the name to ALLOWED_HOSTS.`,
      );
    }
  };
}

/** Without port, and without the dot that ends a full name. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

/** IPv6 stands in brackets. */
function isAddress(name: string): boolean {
  return isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0;
}
