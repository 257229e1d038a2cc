import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { lookup as resolveName } from "node:dns/promises";
import { setMaxListeners } from "node:events";
import { isIP } from "node:net";
import { buildConnector } from "undici";
import { GatewayError } from "../../../models/errors.ts";
import { blockedPorts, isLocalName, isPublicAddress, parsePrivateHosts } from "./addresses.ts";
import { createResolve, type Resolve } from "./resolve.ts";

export interface PinnedConnectOptions {
  readonly allowedPrivateHosts: readonly string[];
  readonly timeoutMs: number;
  /** Instead of the hosts file and the name servers of the system. */
  readonly resolve?: Resolve;
  /** Certificate authorities (PEM) instead of Node's. */
  readonly ca?: string;
}

export interface PinnedConnect {
  /** Opens the connections of an undici Agent. */
  readonly connect: buildConnector.connector;
  /**
   * Runs work that needs a host. A connector hears nothing of the requests it connects for: the
   * look-ups of a host end when the last work that needs it has ended.
   */
  whileNeeded<T>(hostname: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Every connection goes through here: the name is resolved once, all its addresses are checked, and
 * the socket may connect to these and no others, so a name that changes its addresses meanwhile
 * gains nothing.
 */
export function createPinnedConnect(options: PinnedConnectOptions): PinnedConnect {
  const { timeoutMs, ca, resolve = createResolve() } = options;
  // The operator's own names may need what only the system knows, such as search domains.
  const resolveTrusted = options.resolve ?? resolveBySystem;
  const isAllowed = parsePrivateHosts(options.allowedPrivateHosts);
  const needs = new Map<string, { works: number; readonly ended: AbortController }>();

  async function findAddresses(hostname: string, port: number): Promise<readonly LookupAddress[]> {
    const allowed = isAllowed(hostname, port);
    if (!allowed && blockedPorts.has(port)) {
      throw refused(`${hostname}: port ${port} belongs to another protocol than HTTP.`);
    }
    if (!allowed && isLocalName(hostname)) {
      throw notPublic(hostname);
    }
    const family = isIP(hostname);
    if (family) {
      return checkAddresses(hostname, [{ address: hostname, family }], allowed);
    }
    const need = needs.get(hostname);
    if (!need) {
      // undici connects for requests that were aborted, too.
      throw new Error("nobody needs this host any more");
    }
    const addresses = await (allowed ? resolveTrusted : resolve)(hostname, need.ended.signal);
    return checkAddresses(hostname, addresses, allowed);
  }

  return {
    connect(target, callback) {
      const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
      findAddresses(target.hostname, target.port === "0" ? 0 : port)
        .then((addresses) => {
          const connect = buildConnector({ lookup: answer(addresses), timeout: timeoutMs, ca });
          connect(target, callback);
        })
        .catch((error: Error) => callback(error, null));
    },

    async whileNeeded(hostname, work) {
      const need = needs.get(hostname) ?? { works: 0, ended: new AbortController() };
      setMaxListeners(0, need.ended.signal);
      needs.set(hostname, need);
      need.works++;
      try {
        return await work();
      } finally {
        if (--need.works === 0) {
          needs.delete(hostname);
          need.ended.abort();
        }
      }
    },
  };
}

function checkAddresses(
  hostname: string,
  addresses: readonly LookupAddress[],
  allowed: boolean,
): readonly LookupAddress[] {
  if (!allowed && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw notPublic(hostname);
  }
  return addresses;
}

const resolveBySystem: Resolve = (hostname) => resolveName(hostname, { all: true });

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
