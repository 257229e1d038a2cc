import { isIP } from "node:net";
import net from "node:net";
import tls from "node:tls";
import type { LookupAddress } from "node:dns";
import type { Server } from "node:http";
import { vi } from "vitest";

interface Target {
  host: string;
  port: number;
  lookup: (
    hostname: string,
    options: { all: true },
    callback: (error: Error | null, addresses: LookupAddress[]) => void,
  ) => void;
}

/**
 * From now on every connection goes to 127.0.0.1 (or stays at another loopback address), on the
 * port that was asked for, so that no test can leave this machine, however broken the code is.
 *
 * @returns the addresses that the code meant to connect to, in order
 */
export function fenceNetwork(): string[] {
  const dials: string[] = [];
  const inside = ({ address, family }: LookupAddress): LookupAddress => {
    dials.push(address);
    return /^127\.|^::1$/.test(address) ? { address, family } : { address: "127.0.0.1", family: 4 };
  };
  const fenced = (target: Target): Target => {
    const family = isIP(target.host);
    if (family) {
      return { ...target, host: inside({ address: target.host, family }).address };
    }
    return {
      ...target,
      lookup: (hostname, _options, callback) =>
        target.lookup(hostname, { all: true }, (error, addresses) =>
          callback(error, addresses.map(inside)),
        ),
    };
  };
  for (const module of [net, tls] as { connect: (target: Target) => net.Socket }[]) {
    const { connect } = module;
    vi.spyOn(module, "connect").mockImplementation((target) =>
      connect({ ...fenced(target), autoSelectFamily: true } as Target),
    );
  }
  return dials;
}

/** Listens on a free port of 127.0.0.1 and returns it. */
export async function listen(server: Server | net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("no port");
  }
  return address.port;
}
