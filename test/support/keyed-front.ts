import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface KeyedFront {
  readonly url: string;
  /** Names by keys; a test may take some away. */
  readonly keys: Map<string, string>;
  /** The next GraphQL requests are too many, and are told to come back after so many seconds. */
  limit(requests: number, seconds: number): void;
  close(): void;
}

/** A server that demands a key of GraphQL requests before it passes them on to a gateway. */
export async function startKeyedFront(gateway: { readonly url: string }): Promise<KeyedFront> {
  const keys = new Map([["good-key", "web"]]);
  let limited = { requests: 0, seconds: 0 };
  const used = { points: 60 };

  async function answer(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, key = ""] = /^Bearer (.+)$/.exec(asked.headers.authorization ?? "") ?? [];
    if (asked.method !== "POST") {
      pass(asked, Buffer.alloc(0), response);
      return;
    }
    const body = await buffer(asked);
    const name = keys.get(key);
    if (name === undefined) {
      const message = key ? "The server does not know this key." : "This server asks for a key.";
      refuse(response, 401, "UNAUTHENTICATED", message, { "www-authenticate": "Bearer" });
      return;
    }
    if (body.includes("{ caller ")) {
      const points = { limit: 1000, remaining: 1000 - used.points };
      const caller = { name, points, costUsd: 0.12, costUsdLimit: 1 };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ data: { caller } }));
      return;
    }
    if (limited.requests > 0) {
      limited.requests--;
      const wait = { "retry-after": String(limited.seconds) };
      refuse(response, 429, "RATE_LIMITED", "Points are used up.", wait, limited.seconds * 1000);
      return;
    }
    used.points++;
    response.setHeader("x-ratelimit-limit", 1000);
    response.setHeader("x-ratelimit-remaining", 1000 - used.points);
    pass(asked, body, response);
  }

  function pass(asked: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { method, headers, url } = asked;
    const passed = request(`${gateway.url}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    passed.end(body);
  }

  const server = createServer((asked, response) => void answer(asked, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    limit: (requests, seconds) => (limited = { requests, seconds }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Record<string, string>,
  retryAfterMs?: number,
): void {
  const extensions = { code, retryable: retryAfterMs !== undefined, retryAfterMs };
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ errors: [{ message, extensions }] }));
}
