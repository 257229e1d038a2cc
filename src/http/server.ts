import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Config } from "../config/config.ts";

/** For an answer that the deadline calls for to be sent before the connection is cut. */
const graceMs = 5000;

/**
 * An HTTP server whose connections end: those that do not send their request in time, those that do
 * not read their answer, those that are too many.
 */
export function createHttpServer({
  REQUEST_TIMEOUT_MS,
  MAX_CONNECTIONS,
}: Pick<Config, "REQUEST_TIMEOUT_MS" | "MAX_CONNECTIONS">): Server {
  const server = createServer({
    headersTimeout: REQUEST_TIMEOUT_MS,
    // Where a body is read, our own deadline comes first, and answers in GraphQL's form.
    requestTimeout: REQUEST_TIMEOUT_MS + graceMs,
    connectionsCheckingInterval: 1000,
  });
  // Without a byte in either direction.
  server.timeout = REQUEST_TIMEOUT_MS + graceMs;
  server.maxConnections = MAX_CONNECTIONS;
  // Whoever asks before sending a body is told to go on by who wants it, and not before.
  server.on("checkContinue", (request, response) => server.emit("request", request, response));
  server.on("request", closeWithConnection);
  return server;
}

/**
 * Node tells only the response whose turn it is that its connection has ended. Those of requests that were
 * sent behind it would never close, nor let go of what they hold.
 */
function closeWithConnection({ socket }: IncomingMessage, response: ServerResponse): void {
  const close = () => {
    if (!response.closed) {
      response.destroy();
      response.emit("close");
    }
  };
  // One for each request that was sent ahead.
  socket.setMaxListeners(0);
  socket.once("close", close);
  response.once("close", () => socket.off("close", close));
}
