import { isIP, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * Whether an address is global unicast: neither private, loopback, link-local, shared, multicast,
 * documentation, reserved, nor one that carries another address inside. The exception is NAT64
 * (RFC 6052), which networks without IPv4 need: it is judged by the address inside.
 *
 * @param address an IPv4 or IPv6 address as resolvers write it; anything else is not public
 */
export function isPublicAddress(address: string): boolean {
  if (!isIP(address)) {
    return false;
  }
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) {
    return parsed.range() === "unicast" && !platformAddresses.has(parsed.toString());
  }
  if (parsed.match(nat64)) {
    return isPublicAddress(new ipaddr.IPv4(parsed.toByteArray().slice(12)).toString());
  }
  return parsed.match(globalUnicast) && parsed.range() === "unicast";
}

/** Names that mean this machine whatever a resolver answers (RFC 6761). */
export function isLocalName(hostname: string): boolean {
  return /(^|\.)localhost\.?$/.test(hostname);
}

/** Ports of other protocols, as browsers refuse them: https://fetch.spec.whatwg.org/#port-blocking */
export const blockedPorts: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 10080,
]);

/**
 * Reads the entries of ALLOWED_PRIVATE_HOSTS, `host` (every port) or `host:port`, and answers
 * whether one of them names a URL's host and port. IPv6 addresses may stand in brackets.
 *
 * @throws Error naming the entry that is neither
 */
export function parsePrivateHosts(
  entries: readonly string[],
): (hostname: string, port: number) => boolean {
  const allowed = new Set(entries.map(parseEntry));
  return (hostname, port) => {
    const name = withoutDot(hostname);
    return allowed.has(name) || allowed.has(`${name} ${port}`);
  };
}

/** Assigned for global unicast by IANA; addresses outside are reserved, `::127.0.0.1` among them. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");
const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/** Looks public, but is the platform's own service on every Azure machine. */
const platformAddresses = new Set(["168.63.129.16"]);

function parseEntry(entry: string): string {
  const text = isIPv6(entry) ? `[${entry}]` : entry;
  const [, host, port] = /^(\[[\da-f:.]+\]|[^\s:/\\@?#*[\]]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const url = `http://${host}`;
  if (host === undefined || !URL.canParse(url) || Number(port ?? 1) > 65_535) {
    throw new Error(`ALLOWED_PRIVATE_HOSTS: "${entry}" is neither a host nor host:port`);
  }
  const name = withoutDot(new URL(url).hostname.replace(/^\[|\]$/g, ""));
  return port === undefined ? name : `${name} ${Number(port)}`;
}

const withoutDot = (hostname: string): string => hostname.replace(/\.$/, "");
