import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Config } from "../config/config.ts";

interface Where extends Pick<Config, "HOST" | "PORT"> {
  /** What sets the port. */
  readonly setting?: string;
}

/** Opens the port and tells the address. @throws Error naming the setting that is in the way */
export async function listen(
  server: Server,
  { HOST, PORT, setting = "PORT" }: Where,
): Promise<string> {
  server.listen(PORT, HOST);
  await once(server, "listening").catch((cause: NodeJS.ErrnoException) => {
    const explain = explanations[cause.code ?? ""];
    throw explain ? new Error(explain({ HOST, PORT, setting }), { cause }) : cause;
  });
  return urlOf(server.address() as AddressInfo);
}

const cannotBeResolved = ({ HOST }: Where) =>
  `HOST ${HOST} cannot be resolved: set an address of this machine, or 0.0.0.0 for all.`;

const explanations: Readonly<Record<string, (where: Where) => string>> = {
  EADDRINUSE: ({ PORT, setting }) =>
    `${setting} ${PORT} is taken: set another, or 0 for a free one.`,
  EACCES: ({ PORT, setting }) =>
    `${setting} ${PORT} is not allowed to this user: set one of 1024 or more.`,
  EADDRNOTAVAIL: ({ HOST }) => `HOST ${HOST} is no address of this machine.`,
  ENOTFOUND: cannotBeResolved,
  EAI_AGAIN: cannotBeResolved,
};

function urlOf({ address, port, family }: AddressInfo): string {
  const host = address === "0.0.0.0" || address === "::" ? "localhost" : address;
  return `http://${family === "IPv6" && host === address ? `[${host}]` : host}:${port}`;
}
