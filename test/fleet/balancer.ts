import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A balancer of connections, as a plain layer 4 one is: it sees bytes, not requests. */
export interface Balancer {
  readonly url: string;
  /** The backend that a client's connection went to, by the client's own port; undefined: to none. */
  backendOf(clientPort: number): number | undefined;
  close(): void;
}

/** Who does not accept by then counts as away. A stopped process's kernel still accepts. */
const connectMs = 1000;

/**
 * Round robin over ports of loopback; whoever refuses is passed over. A connection that breaks on
 * one side is broken on the other.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const backends = new Map<number, number>();
  const sockets = new Set<Socket>();
  let next = 0;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    keep(client);
    // Until a backend is there, what the client sends waits in its socket.
    client.pause();
    void (async () => {
      for (let tries = 0; tries < ports.length; tries++) {
        const index = next++ % ports.length;
        const backend = await tryConnect(ports[index]!);
        if (backend) {
          backends.set(client.remotePort!, index);
          keep(backend);
          join(client, backend);
          return;
        }
      }
      client.resetAndDestroy();
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    backendOf: (clientPort) => backends.get(clientPort),
    close() {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
    },
  };
}

async function tryConnect(port: number): Promise<Socket | undefined> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  socket.on("error", () => {});
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(connectMs) });
    return socket;
  } catch {
    socket.destroy();
    return undefined;
  }
}

function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on("close", (broken) => (broken ? to.resetAndDestroy() : to.destroy()));
  }
}
