import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";

/** All addresses of a name. */
export type Resolve = (
  hostname: string,
  signal?: AbortSignal,
) => Promise<readonly LookupAddress[]>;

export function createResolve(): Resolve {
  return (hostname) => lookup(hostname, { all: true });
}
