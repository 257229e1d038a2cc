import { ApolloServerErrorCode } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { randomUUID } from "node:crypto";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import type { Problem } from "../../schema/comparison.ts";
import { waysToSend } from "../../schema/upload.ts";

/** What is expected as it is; the rest becomes INTERNAL with an id that is in the log. */
export function problemOf(error: unknown, log: Log): Problem & { id?: string } {
  if (error instanceof GatewayError) {
    const { code, message, retryable, retryAfterMs = null } = error;
    return { code, message: shown(message), retryable, retryAfterMs };
  }
  const id = randomUUID();
  log.error({ id, err: error }, "unexpected error");
  return { code: "INTERNAL", message: `Internal error ${id}`, retryable: false, id };
}

/** As problemOf, in the form of GraphQL's errors. */
export function errorOf(error: unknown, log: Log) {
  const { message, retryAfterMs, ...rest } = problemOf(error, log);
  return { message, extensions: { ...rest, ...(retryAfterMs != null && { retryAfterMs }) } };
}

/** Codes that Apollo gives what it finds wrong itself. */
const ownCodes = new Set<unknown>(Object.values(ApolloServerErrorCode));
ownCodes.delete(ApolloServerErrorCode.INTERNAL_SERVER_ERROR);

/** An error of a response as clients see it. */
export function mask(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Log,
): GraphQLFormattedError {
  const message = withWays(formatted.message);
  if (ownCodes.has(formatted.extensions?.code)) {
    return { ...formatted, message, extensions: { ...formatted.extensions, retryable: false } };
  }
  const original = (error as Partial<GraphQLError>).originalError ?? error;
  if (original instanceof GatewayError) {
    return { ...formatted, message: shown(formatted.message) };
  }
  // graphql-js's own finding about an argument, made while it executes: null where it may not be.
  if (original instanceof GraphQLError) {
    return {
      ...formatted,
      message,
      extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT, retryable: false },
    };
  }
  return { ...formatted, ...errorOf(original, log) };
}

/**
 * graphql-js names the type of a wrong image or video, but not what would be right.
 * @returns a text that is no longer than any other message
 */
function withWays(message: string): string {
  const said = shown(message);
  if (!aboutFile.test(said)) {
    return said;
  }
  const end = said.endsWith('"') ? "." : "";
  return `${shown(said, longestMessage - waysToSend.length)}${end} ${waysToSend}`;
}

const aboutFile = new RegExp(
  [
    String.raw`"\[?(?:Upload|ImageInput|VideoInput)\b`,
    // What PromisedFile says of itself, where another value belongs.
    'got invalid value the file "',
    'Field "(?:upload|base64|url)" must be non-null',
  ].join("|"),
);

export function codesOf(
  errors: readonly (GraphQLError | GraphQLFormattedError)[] | undefined,
): string[] {
  return (errors ?? []).map(({ extensions }) => String(extensions?.code ?? "UNKNOWN"));
}

/**
 * The `Retry-After` header of an answer with these errors, in whole seconds; none where no error says
 * when. The longest wait of all: who repeats the request sooner meets that error again.
 */
export function retryAfterOf(errors: readonly GraphQLFormattedError[] = []): string | undefined {
  const waits = errors.flatMap(({ extensions }) => {
    const wait = extensions?.retryAfterMs;
    return typeof wait === "number" ? wait : [];
  });
  return waits.length > 0 ? String(Math.ceil(Math.max(...waits) / 1000)) : undefined;
}

/** In characters. */
const longestMessage = 1000;

/**
 * What clients sent, in messages and in the log: it may be a whole photo, or half of an emoji.
 * @param longest characters, of which the last third are the text's last
 */
export function shown(text: string, longest = longestMessage): string {
  const last = Math.floor(longest * 0.3);
  const clipped =
    text.length <= longest ? text : `${text.slice(0, longest - last)} … ${text.slice(-last)}`;
  return clipped.toWellFormed();
}
