import { getOperationAST, GraphQLError, parse } from "graphql";
import type { ExecutionResult } from "graphql";
import type { GraphiQLProps } from "graphiql";
import { multipart, filePaths } from "./multipart.ts";

type Fetcher = GraphiQLProps["fetcher"];
type Params = Parameters<Fetcher>[0];

/** The bytes of a file by the name it has in `{ "upload": name }`; undefined when there is none. */
type OpenFile = (name: string) => Promise<Blob> | undefined;

/** What was sent, as the visitor wrote it, and what came back. */
export type Exchange = {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: unknown;
  readonly result: ExecutionResult;
};

/**
 * Sends operations as JSON, or as a GraphQL multipart request when their variables name files.
 * Whatever goes wrong on the way comes back as an ordinary GraphQL error. The Stop button aborts
 * the request. `heard` is told of every result before GraphiQL is.
 */
export function createFetcher(
  url: string,
  openFile: OpenFile,
  send = fetch,
  heard: (exchange: Exchange) => void = () => {},
): Fetcher {
  return (given, options) => {
    const params = { ...given, operationName: operationName(given) };
    return stoppable(async (signal) => {
      const result = await exchange(signal);
      const { query, operationName, variables } = params;
      heard({ query, operationName, variables, result });
      return result;
    });

    async function exchange(signal: AbortSignal): Promise<ExecutionResult> {
      const paths = filePaths(params.variables);
      const files = new Map<string, Blob>();
      for (const name of paths.keys()) {
        const opened = openFile(name);
        if (!opened) {
          return failure(missing(name));
        }
        try {
          files.set(name, await opened);
        } catch (error) {
          return failure(`The file "${name}" cannot be read: ${messageOf(error)}.`);
        }
      }
      const plain = files.size === 0;
      const body = plain ? JSON.stringify(params) : multipart(params, paths, files);
      try {
        const answer = await send(url, {
          method: "POST",
          headers: {
            accept: "application/graphql-response+json, application/json",
            // A browser may send multipart across origins unasked; the server wants this header.
            "apollo-require-preflight": "true",
            ...(plain && { "content-type": "application/json" }),
            ...options?.headers,
          },
          body,
          signal,
        });
        return await resultOf(answer);
      } catch (error) {
        return failure(`The server cannot be reached (${messageOf(error)}). Is it running?`);
      }
    }
  };
}

/** GraphiQL learns late, while one types or changes tabs, which operations the query has. */
function operationName({ query, operationName }: Params): string | undefined {
  try {
    return getOperationAST(parse(query), operationName)?.name?.value;
  } catch {
    return undefined; // A query that does not parse: the server says where and why.
  }
}

/** GraphiQL shows its Stop button for what it can unsubscribe from: here a sequence of one result. */
function stoppable(
  run: (signal: AbortSignal) => Promise<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult> {
  const abort = new AbortController();
  const end = { done: true as const, value: undefined };
  let started = false;
  const results = {
    async next() {
      if (started) {
        return end;
      }
      started = true;
      const value = await run(abort.signal);
      return abort.signal.aborted ? end : { done: false as const, value };
    },
    async return() {
      abort.abort();
      return end;
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}

async function resultOf(answer: Response): Promise<ExecutionResult> {
  const text = await answer.text();
  try {
    return JSON.parse(text) as ExecutionResult;
  } catch {
    return failure(`The server answered ${answer.status} without a GraphQL result.`);
  }
}

function missing(name: string): string {
  return (
    `No photo named "${name}" is attached, and no video. Attach it with the "Attach photo or ` +
    'video" button or drop it on the page (what is attached does not outlive a reload), or name ' +
    "one of those listed below."
  );
}

function failure(message: string): ExecutionResult {
  return { errors: [new GraphQLError(message)] };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
