import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** A request as GraphQL sees it. */
export interface Asked {
  /** Of the operation, such as EmbedTexts. */
  readonly name: string;
  // Tests read whatever they sent.
  readonly variables: any;
  readonly headers: IncomingHttpHeaders;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON. */
  readonly body: object | string;
  /** Ends the connection in the middle of the answer. */
  readonly broken?: boolean;
}

/**
 * A server that answers what a test says, until the test ends; to try what no gateway does when asked.
 *
 * @param answer `index` counts the requests from 0
 * @returns its URL, and every request in the order of arrival
 */
export async function scriptedServer(
  answer: (asked: Asked, index: number) => Reply | Promise<Reply>,
): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { query, variables } = JSON.parse(operationsOf(await buffer(request))) as {
      query: string;
      variables: unknown;
    };
    const name = /^query (\w+)/.exec(query)![1]!;
    const one = { name, variables, headers: request.headers };
    const { status = 200, headers, body, broken } = await answer(one, asked.push(one) - 1);
    response.writeHead(status, headers);
    if (broken) {
      response.write(body, () => response.destroy());
      return;
    }
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, asked };
}

/** The body, or the first part of a multipart request. */
function operationsOf(body: Buffer): string {
  const text = body.toString("latin1");
  return text.startsWith("--") ? text.split("\r\n\r\n")[1]!.split("\r\n--")[0]! : body.toString();
}

/** An error of the gateway, as JSON. */
export function errorJson(
  code: string,
  path: readonly (string | number)[] = [],
  more: { retryable?: boolean; retryAfterMs?: number } = {},
) {
  return { message: `it is ${code}`, path, extensions: { code, retryable: false, ...more } };
}

/** What `embedTexts` answers for a text of digits: its number as a vector of length 1. */
export function vectorJson(text: string, model = "a") {
  const base64 = Buffer.from(Float32Array.of(Number(text)).buffer).toString("base64");
  return { model: { id: model }, base64 };
}
