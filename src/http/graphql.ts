import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from "@apollo/server";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "../../models/caller.ts";
import type { Context } from "../../resolvers/context.ts";
import { audit, unseen } from "../telemetry/audit.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { admit, type AdmitOptions } from "./admit.ts";
import { createReceiveBody, type ReceiveOptions } from "./body/receive-body.ts";
import { invalidOf } from "./invalid.ts";
import { sendInTurns } from "./send-in-turns.ts";
import type { Answer } from "./traced.ts";

export interface GraphqlOptions extends ReceiveOptions, Omit<AdmitOptions, "route"> {
  readonly apollo: Pick<ApolloServer<Context>, "executeHTTPGraphQLRequest">;
  readonly metrics: Pick<Metrics, "countError">;
  createContext(caller: Caller, signal: AbortSignal): Context;
}

/** Answers GraphQL requests of every kind: JSON, multipart, and the query string of a GET. */
export function createGraphqlHandler(options: GraphqlOptions): Answer {
  const { apollo, log, metrics, createContext } = options;
  const receiveBody = createReceiveBody(options);
  return admit(options, async (request, response, caller) => {
    const { body, signal } = await receiveBody(request, response);
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method!,
        headers: headersOf(request),
        search: /\?[^#]*/.exec(request.url!)?.[0] ?? "",
        body,
      },
      context: async () => createContext(caller, signal),
    });
    const invalid = invalidOf(answer);
    if (invalid) {
      const { status, ...error } = invalid;
      metrics.countError(error.code, caller.name);
      audit(log, { ...unseen, caller: caller.name, status, errors: [error] });
    }
    await send(response, answer, signal);
  });
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
    await sendInTurns(response, body.string);
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
