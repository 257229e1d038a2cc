import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of one request on its way to a gateway. */
export type Fault =
  | "pass"
  /** No answer, and the connection is cut. */
  | "cut"
  /** The gateway gets the request, and its answer is cut in the middle. */
  | "cut answer"
  /** What a load balancer says while nothing stands behind it. */
  | "503"
  /** What a gateway says that has too much to do. */
  | "overloaded";

/** Stands before a gateway. `fault` is asked at each request for embeddings. */
export async function startFaultyProxy(target: string, fault: () => Fault) {
  const server = createServer(async (incoming, outgoing) => {
    const body = await read(incoming);
    const kind = body.includes("query Embed") ? fault() : "pass";
    if (kind === "cut") {
      return void incoming.socket.destroy();
    }
    if (kind === "503") {
      return void outgoing.writeHead(503, { "retry-after": "0" }).end("<h1>Unavailable</h1>");
    }
    if (kind === "overloaded") {
      const extensions = { code: "OVERLOADED", retryable: true, retryAfterMs: 5 };
      const errors = [{ message: "Too much to do.", extensions }];
      return void outgoing.writeHead(429).end(JSON.stringify({ errors }));
    }
    passOn(target, incoming, body, outgoing, kind === "cut answer");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function passOn(
  target: string,
  { headers }: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  cut: boolean,
): void {
  const { host: _, ...rest } = headers;
  const sent = request(target, { method: "POST", headers: rest }, async (answer) => {
    const text = await read(answer);
    outgoing.writeHead(answer.statusCode!, { "content-type": "application/json" });
    if (cut) {
      outgoing.write(text.subarray(0, text.length / 2), () => outgoing.destroy());
    } else {
      outgoing.end(text);
    }
  });
  sent.on("error", () => outgoing.destroy());
  sent.end(body);
}

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
