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

export interface Drain {
  readonly started: boolean;
  /**
   * Answers all requests with `Connection: close`. While those that were in flight go on, others are
   * still taken: load balancers need some time to hear of the end. Then takes no more connections,
   * and ends when those there are have ended, or `graceMs` are over.
   *
   * @returns how many requests were cut, as they took longer than that
   */
  drain(): Promise<number>;
}

/** Follows the server's connections from now on, so that they can be ended without a reset. */
export function createDrain(server: Server, graceMs: number): Drain {
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

  const inFlight = () => [...connections.values()].flatMap(({ answering }) => [...answering]);

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
  async function acceptWaiting(latest: number): Promise<void> {
    const endsAt = Math.min(latest, performance.now() + acceptMs);
    let before: number;
    do {
      before = accepted;
      await turn();
      await turn();
    } while (accepted > before && performance.now() < endsAt);
  }

  async function drain(): Promise<number> {
    draining = true;
    const endsAt = performance.now() + graceMs;
    const left = () => Math.max(0, endsAt - performance.now());
    let cut = 0;
    const cutAll = () => {
      cut += inFlight().length;
      server.closeAllConnections();
    };

    const earlier = inFlight();
    earlier.forEach(sayClose);
    const firstCut = setTimeout(cutAll, graceMs);
    await Promise.all(earlier.map(closed));
    clearTimeout(firstCut);

    await acceptWaiting(endsAt);
    // Node's own close for HTTP also cuts the connections that are idle just now.
    const ended = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
    // After a turn that took long, timers come first: who is idle is known when sockets were read.
    const look = () => void setImmediate(endIdle, performance.now());
    const timer = setInterval(look, idleMs / 10);
    const lastCut = setTimeout(cutAll, left());
    await ended;
    clearInterval(timer);
    clearTimeout(lastCut);
    // What else belongs to a server for HTTP: the timer that looks for slow clients.
    server.close();
    return cut;
  }

  return {
    get started() {
      return draining;
    },
    drain,
  };
}

function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once("close", resolve));
}

function sayClose(response: ServerResponse): void {
  if (!response.headersSent) {
    response.setHeader("connection", "close");
  }
}
