import type { Server, ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";

/** A client that has just had an answer may be sending its next request. */
const idleMs = 500;
/** For who waits to be accepted. */
const acceptMs = 5000;

interface Connection {
  readonly answering: Set<ServerResponse>;
  idleSince: number;
}

/**
 * Follows the server's connections from now on, so that they can be ended without a reset.
 *
 * @returns takes no more connections, answers the requests of those there are with
 *   `Connection: close`, and ends when all have ended or `graceMs` are over
 */
export function createDrain(server: Server, graceMs: number): () => Promise<void> {
  const connections = new Map<Socket, Connection>();
  let accepted = 0;
  let draining = false;

  server.on("connection", (socket: Socket) => {
    accepted++;
    connections.set(socket, { answering: new Set(), idleSince: performance.now() });
    socket.once("close", () => connections.delete(socket));
  });
  server.prependListener("request", ({ socket }, response: ServerResponse) => {
    const connection = connections.get(socket)!;
    connection.answering.add(response);
    response.once("close", () => {
      connection.answering.delete(response);
      connection.idleSince = performance.now();
    });
    if (draining) {
      sayClose(response);
    }
  });

  /** @param at before the sockets were last read: what came until then has been noticed */
  function endIdle(at: number): void {
    for (const [socket, { answering, idleSince }] of connections) {
      if (answering.size === 0 && at - idleSince >= idleMs) {
        socket.end();
      }
    }
  }

  /**
   * Connections that wait to be accepted would be reset with the listening socket; each turn of the
   * event loop accepts one. Not for ever: there may always be more.
   */
  async function acceptWaiting(): Promise<void> {
    const endsAt = performance.now() + Math.min(acceptMs, graceMs);
    let before: number;
    do {
      before = accepted;
      await turn();
      await turn();
    } while (accepted > before && performance.now() < endsAt);
  }

  return async () => {
    draining = true;
    for (const { answering } of connections.values()) {
      answering.forEach(sayClose);
    }
    await acceptWaiting();
    // Node's own close for HTTP also cuts the connections that are idle just now.
    const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
    // After a turn that took long, timers come first: who is idle is known when sockets were read.
    const look = () => void setImmediate(endIdle, performance.now());
    const timer = setInterval(look, idleMs / 10);
    const hardEnd = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearInterval(timer);
    clearTimeout(hardEnd);
    // What else belongs to a server for HTTP: the timer that looks for slow clients.
    server.close();
  };
}

function sayClose(response: ServerResponse): void {
  if (!response.headersSent) {
    response.setHeader("connection", "close");
  }
}
