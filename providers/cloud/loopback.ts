import ipaddr from "ipaddr.js";

/** Whether a host:port is one of this machine. */
export function isLoopback(endpoint: string): boolean {
  const host = new URL(`http://${endpoint}`).hostname.replace(/^\[|\]$/g, "");
  return (
    host === "localhost" || (ipaddr.isValid(host) && ipaddr.parse(host).range() === "loopback")
  );
}
