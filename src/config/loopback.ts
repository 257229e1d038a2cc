import { isIPv4 } from "node:net";

/** Whether a host's name or address, without its port, is one of this machine only. */
export function isLoopback(name: string): boolean {
  return (
    /^(.+\.)?localhost$/.test(name) ||
    (isIPv4(name) && name.startsWith("127.")) ||
    name === "[::1]" ||
    name === "::1"
  );
}
