import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from "@apollo/server";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "../../resolvers/context.ts";
import { createReceiveBody, type ReceiveOptions } from "./body/receive-body.ts";
import type { Refuse } from "./refuse.ts";

export interface GraphqlOptions extends ReceiveOptions {
  readonly apollo: Pick<ApolloServer<Context>, "executeHTTPGraphQLRequest">;
  readonly refuse: Refuse;
  createContext(signal: AbortSignal): Context;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers GraphQL requests of every kind: JSON, multipart, and the query string of a GET. */
export function createGraphqlHandler(options: GraphqlOptions): Answer {
  const { apollo, refuse, createContext } = options;
  const receiveBody = createReceiveBody(options);
  return async (request, response) => {
    try {
      const { body, signal } = await receiveBody(request, response);
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method!,
          headers: headersOf(request),
          search: /\?[^#]*/.exec(request.url!)?.[0] ?? "",
          body,
        },
        context: async () => createContext(signal),
      });
      await send(response, answer, signal);
    } catch (error) {
      refuse(error, request, response);
    }
  };
}

function headersOf({ headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) {
      map.set(name, Array.isArray(value) ? value.join(", ") : value);
    }
  }
  return map;
}

async function send(
  response: ServerResponse,
  { status = 200, headers, body }: HTTPGraphQLResponse,
  signal: AbortSignal,
): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of headers) {
    response.setHeader(name, value);
  }
  if (body.kind === "complete") {
    response.setHeader("content-length", Buffer.byteLength(body.string));
    response.end(body.string);
    return;
  }
  for await (const piece of body.asyncIterator) {
    signal.throwIfAborted();
    if (!response.write(piece)) {
      await once(response, "drain", { signal });
    }
  }
  response.end();
}
