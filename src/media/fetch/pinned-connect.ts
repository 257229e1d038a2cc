import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { lookup as resolveName } from "node:dns/promises";
import { isIP } from "node:net";
import { buildConnector } from "undici";
import { GatewayError } from "../../../models/errors.ts";
import { blockedPorts, isLocalName, isPublicAddress, parsePrivateHosts } from "./addresses.ts";

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface PinnedConnectOptions {
  readonly allowedPrivateHosts: readonly string[];
  readonly timeoutMs: number;
  /** Instead of the system's resolver. */
  readonly resolve?: Resolve;
  /** Certificate authorities (PEM) instead of Node's. */
  readonly ca?: string;
}

/**
 * Opens the connections of an undici Agent. Every one goes through here: the name is resolved
 * once, all its addresses are checked, and the socket may connect to these and no others, so a
 * name that changes its addresses meanwhile gains nothing.
 */
export function createPinnedConnect(options: PinnedConnectOptions): buildConnector.connector {
  const { timeoutMs, ca, resolve = resolveAll } = options;
  const isAllowed = parsePrivateHosts(options.allowedPrivateHosts);

  async function findAddresses(hostname: string, port: number): Promise<readonly LookupAddress[]> {
    const allowed = isAllowed(hostname, port);
    if (!allowed && blockedPorts.has(port)) {
      throw refused(`${hostname}: port ${port} belongs to another protocol than HTTP.`);
    }
    if (!allowed && isLocalName(hostname)) {
      throw notPublic(hostname);
    }
    const family = isIP(hostname);
    const addresses = family ? [{ address: hostname, family }] : await resolve(hostname);
    if (!allowed && !addresses.every(({ address }) => isPublicAddress(address))) {
      throw notPublic(hostname);
    }
    return addresses;
  }

  return (target, callback) => {
    const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
    findAddresses(target.hostname, target.port === "0" ? 0 : port)
      .then((addresses) => {
        const connect = buildConnector({ lookup: answer(addresses), timeout: timeoutMs, ca });
        connect(target, callback);
      })
      .catch((error: Error) => callback(error, null));
  };
}

const resolveAll: Resolve = (hostname) => resolveName(hostname, { all: true });

/** Answers a socket's question for addresses with the checked ones. */
function answer(addresses: readonly LookupAddress[]): typeof lookup {
  const pinned = (
    _hostname: string,
    options: LookupOptions,
    callback: (error: Error | null, found: string | LookupAddress[], family?: number) => void,
  ): void => {
    const [first] = addresses;
    if (!first) {
      callback(Object.assign(new Error("no address"), { code: "ENOTFOUND" }), []);
    } else if (options.all) {
      callback(null, [...addresses]);
    } else {
      callback(null, first.address, first.family);
    }
  };
  return pinned as typeof lookup;
}

const refused = (reason: string): GatewayError =>
  new GatewayError("FETCH_REFUSED", `This server does not fetch from ${reason}`);

const notPublic = (hostname: string): GatewayError =>
  refused(
    `${hostname}: it is not a public address. URLs may reach public addresses, and the hosts ` +
      "that the operator lists in ALLOWED_PRIVATE_HOSTS.",
  );
