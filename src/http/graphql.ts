import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from "@apollo/server";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Caller } from "../../models/caller.ts";
import type { Context } from "../../resolvers/context.ts";
import type { Access } from "../access/access.ts";
import type { Enter } from "../access/meter-in-flight.ts";
import { checkOrigin } from "../access/origin.ts";
import { audit, unseen } from "../telemetry/audit.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { createReceiveBody, type ReceiveOptions } from "./body/receive-body.ts";
import { invalidOf } from "./invalid.ts";
import type { Refuse } from "./refuse.ts";
import { traced } from "./traced.ts";

export interface GraphqlOptions extends ReceiveOptions {
  readonly apollo: Pick<ApolloServer<Context>, "executeHTTPGraphQLRequest">;
  readonly metrics: Pick<Metrics, "countError">;
  readonly refuse: Refuse;
  readonly authenticate: Access["authenticate"];
  readonly enter: Enter;
  createContext(caller: Caller, signal: AbortSignal): Context;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers GraphQL requests of every kind: JSON, multipart, and the query string of a GET. */
export function createGraphqlHandler(options: GraphqlOptions): Answer {
  const { apollo, log, metrics, refuse, authenticate, enter, createContext } = options;
  const receiveBody = createReceiveBody(options);
  return traced(async (request, response) => {
    let caller: Caller | undefined;
    let leave: (() => void) | undefined;
    try {
      const known = (caller = await authenticate(request));
      checkOrigin(known, request);
      // Gone while a token was checked: nothing would end what begins now.
      if (response.destroyed) {
        return;
      }
      leave = enter(known);
      if (request.headers.expect !== undefined) {
        response.writeContinue();
      }
      const { body, signal } = await receiveBody(request, response);
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method!,
          headers: headersOf(request),
          search: /\?[^#]*/.exec(request.url!)?.[0] ?? "",
          body,
        },
        context: async () => createContext(known, signal),
      });
      const invalid = invalidOf(answer);
      if (invalid) {
        const { status, ...error } = invalid;
        metrics.countError(error.code, known.name);
        audit(log, { ...unseen, caller: known.name, status, errors: [error] });
      }
      await send(response, answer, signal);
    } catch (error) {
      refuse(error, request, response, caller);
    } finally {
      leave?.();
    }
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

/**
 * Counts and writes a large answer in parts, so that everybody else has a turn between two of them.
 * Nobody waits for the client to read them: that may take longer than the request's deadline, and the
 * socket has a time limit of its own.
 */
async function sendInTurns(response: ServerResponse, text: string): Promise<void> {
  const parts = partsOf(text);
  let bytes = 0;
  for (const [i, part] of parts.entries()) {
    bytes += Buffer.byteLength(part);
    if (i < parts.length - 1) {
      await nextTurn();
    }
  }
  response.setHeader("content-length", bytes);
  const last = parts.pop();
  for (const part of parts) {
    response.write(part);
    await nextTurn();
  }
  response.end(last);
}

/** Characters that are handled at one go: some milliseconds. */
const charactersAtOnce = 1_000_000;

function partsOf(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  do {
    let to = from + charactersAtOnce;
    // Not between the two halves of a character.
    const half = text.charCodeAt(to - 1);
    to += half >= 0xd800 && half <= 0xdbff ? 1 : 0;
    parts.push(text.slice(from, to));
    from = to;
  } while (from < text.length);
  return parts;
}
