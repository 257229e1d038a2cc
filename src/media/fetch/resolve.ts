import type { LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createSingleFlight } from "../../../providers/resilience/single-flight.ts";
import { createHostsFile, type HostsFile } from "./hosts-file.ts";

/**
 * All addresses of a name, IPv4 first.
 * @throws Error with the code of c-ares; the signal's reason
 */
export type Resolve = (hostname: string, signal?: AbortSignal) => Promise<readonly LookupAddress[]>;

export interface ResolveOptions {
  /** Name servers instead of the system's, as `address:port`. */
  readonly servers?: readonly string[];
  readonly hostsFile?: HostsFile;
}

/**
 * Resolves names that strangers choose: by the hosts file, then by asking the name servers with
 * c-ares. getaddrinfo holds a thread for as long as a name server is silent; there are four of
 * them, and all look-ups of the process and its files need them.
 */
export function createResolve(options: ResolveOptions = {}): Resolve {
  const { servers, hostsFile = createHostsFile() } = options;
  const flights = createSingleFlight<readonly LookupAddress[]>();

  return (hostname, signal) => {
    const name = hostname.replace(/\.$/, "");
    const resolve = async (abandoned: AbortSignal) => {
      const known = await hostsFile(name);
      return known.length > 0 ? known : askServers(name, servers, abandoned);
    };
    return flights.join(name, resolve, { signal });
  };
}

async function askServers(
  name: string,
  servers: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<LookupAddress[]> {
  signal.throwIfAborted();
  // One for each name, because `cancel` ends all that it asks.
  const resolver = new Resolver({ timeout: firstTimeoutMs, tries: 2 });
  if (servers) {
    resolver.setServers(servers);
  }
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel);
  const questions = [
    resolver.resolve4(name).then((found) => found.map((address) => ({ address, family: 4 }))),
    resolver.resolve6(name).then((found) => found.map((address) => ({ address, family: 6 }))),
  ];
  const all = Promise.allSettled(questions);
  try {
    // Who has addresses of one family does not wait long for the other's (RFC 8305 §3).
    const late = () => sleep(otherFamilyMs, undefined, { ref: false });
    await Promise.any(questions).then(
      () => Promise.race([all, late()]),
      () => {},
    );
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
  const answers = await all;
  const addresses = answers.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
  if (addresses.length === 0) {
    const failures = answers.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    // That one family has no address says nothing when the other could not be asked.
    throw failures.find(({ code }) => !/^(ENODATA|ENOTFOUND)$/.test(code)) ?? failures[0];
  }
  return addresses;
}

/** Of each server; c-ares doubles it for the second try. */
const firstTimeoutMs = 2_000;
const otherFamilyMs = 250;
