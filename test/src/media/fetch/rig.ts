/** Servers to fetch from. Importing this fences the network and closes what each test opened. */

import type { LookupAddress } from "node:dns";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import net from "node:net";
import { afterEach, beforeEach, vi } from "vitest";
import { GatewayError } from "../../../../models/errors.ts";
import {
  createSafeFetch,
  type FetchOptions,
  type SafeFetchOptions,
} from "../../../../src/media/fetch/safe-fetch.ts";
import { readAtMost } from "../../../../src/media/read-at-most.ts";
import { certificate, key } from "./certificate.ts";
import { fenceNetwork, listen } from "./fenced-network.ts";

export const limit = { what: "image", maxBytes: 1_000, limitName: "MAX_IMAGE_BYTES" } as const;

/** The names that exist. */
export const names: Record<string, string[]> = {
  "photos.test": ["93.184.216.34"],
  "twice.test": ["93.184.216.34", "2606:2800:220:1::1"],
  "inside.test": ["10.1.2.3"],
  "inside6.test": ["fd00::1234"],
  "mapped.test": ["::ffff:10.1.2.3"],
  "half.test": ["93.184.216.34", "10.1.2.3"],
  "half6.test": ["93.184.216.34", "::1"],
  "metadata.test": ["169.254.169.254"],
  "nothing.test": [],
};

/** The addresses that the running test meant to connect to. */
export let dials: string[] = [];

const open: (() => unknown)[] = [];
beforeEach(() => {
  dials = fenceNetwork();
});
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) {
    await close();
  }
  vi.restoreAllMocks();
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export async function serve(handler: Handler): Promise<{ port: number; server: net.Server }> {
  const server = createServer(handler);
  open.push(() => (server.closeAllConnections(), server.close()));
  return { port: await listen(server), server };
}

/** As photos.test, with a certificate that nobody vouches for. */
export async function serveTls(handler: Handler): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createTlsServer({ key, cert: certificate }, handler);
  server.on("connection", (socket) => socket.on("error", () => {}));
  server.on("secureConnection", (socket) => asked.push(String(socket.servername)));
  open.push(() => (server.closeAllConnections(), server.close()));
  return { port: await listen(server), asked };
}

/** A server that says only what the test writes, once it is asked. */
export async function serveRaw(onSocket: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    socket.once("data", () => onSocket(socket));
  });
  open.push(() => {
    for (const socket of sockets) {
      socket.destroy();
    }
    server.close();
  });
  return listen(server);
}

async function resolveNames(hostname: string): Promise<LookupAddress[]> {
  const addresses = names[hostname.replace(/\.$/, "")];
  if (!addresses) {
    throw Object.assign(new Error(`ENOTFOUND ${hostname}`), { code: "ENOTFOUND" });
  }
  return addresses.map((address) => ({ address, family: net.isIP(address) }));
}

export interface Fetch {
  (url: string, options: FetchOptions): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A fetch that collects what it gets. */
export function make(options: Partial<SafeFetchOptions> = {}): Fetch {
  const safeFetch = createSafeFetch({
    allowedPrivateHosts: [],
    timeoutMs: 5_000,
    resolve: resolveNames,
    ...options,
  });
  open.push(() => safeFetch.close());
  const collecting = (url: string, limits: FetchOptions) =>
    safeFetch(url, limits, (content) => readAtMost(content, limits));
  return Object.assign(collecting, { close: safeFetch.close });
}

export const makeFor = (port: number, options: Partial<SafeFetchOptions> = {}): Fetch =>
  make({ allowedPrivateHosts: [`127.0.0.1:${port}`], ...options });

export async function failure(promise: Promise<unknown>): Promise<GatewayError> {
  const error = await promise.then(
    () => new Error("it did not fail"),
    (error: unknown) => error,
  );
  if (!(error instanceof GatewayError)) {
    throw error;
  }
  return error;
}

/** Unlike events.once, it does not mind errors on the way. */
export const closing = (stream: NodeJS.EventEmitter): Promise<void> =>
  new Promise((resolve) => stream.once("close", () => resolve()));

export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
