import type { LookupAddress } from "node:dns";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";

/** The addresses that the hosts file of the system has for a name. */
export type HostsFile = (hostname: string) => Promise<readonly LookupAddress[]>;

/** It is read again when somebody asks a few seconds later. One that cannot be read is empty. */
export function createHostsFile(path = systemFile()): HostsFile {
  let entries: Promise<ReadonlyMap<string, readonly LookupAddress[]>> | undefined;
  let readAt = -Infinity;

  return async (hostname) => {
    if (!entries || performance.now() - readAt > freshMs) {
      readAt = performance.now();
      entries = readFile(path, "utf8").then(parseHosts, () => new Map());
    }
    return (await entries).get(hostname.toLowerCase()) ?? [];
  };
}

const freshMs = 5_000;

function systemFile(): string {
  return process.platform === "win32"
    ? join(process.env.SystemRoot ?? "C:\\Windows", "System32", "drivers", "etc", "hosts")
    : "/etc/hosts";
}

/** Lines of `address name alias…`; what follows a # is a comment (hosts(5)). */
function parseHosts(text: string): Map<string, LookupAddress[]> {
  const entries = new Map<string, LookupAddress[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    const family = isIP(address);
    if (!family) {
      continue;
    }
    for (const name of names.map((each) => each.toLowerCase())) {
      entries.set(name, [...(entries.get(name) ?? []), { address, family }]);
    }
  }
  return entries;
}
