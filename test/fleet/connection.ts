import type { Socket } from "node:net";
import { buildConnector, Client } from "undici";
import type { Random } from "../chaos/random.ts";

/** A client's one connection, and the port that it leaves from. */
export interface Connection {
  readonly client: Client;
  /** Of the connection that was opened last. */
  readonly port: number | undefined;
  /** Now and then a new one, which the balancer may lead elsewhere. */
  mayMove(random: Random): Promise<void>;
  close(): Promise<void>;
}

const moves = 0.15;

export function openConnection(url: string): Connection {
  const connect = buildConnector({});
  let port: number | undefined;
  const open = () =>
    new Client(url, {
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) =>
        connect(options, (...[error, socket]) => {
          port = (socket as Socket | null)?.localPort;
          // The two forms of the callback's arguments are one union.
          callback(...([error, socket] as Parameters<typeof callback>));
        }),
    });
  let client = open();
  return {
    get client() {
      return client;
    },
    get port() {
      return port;
    },
    async mayMove(random) {
      if (random.chance(moves)) {
        await client.destroy();
        client = open();
      }
    },
    close: () => client.destroy(),
  };
}
