import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { ApolloServerErrorCode } from "@apollo/server/errors";
import { ApolloServerPluginDrainHttpServer } from "@apollo/server/plugin/drainHttpServer";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from "graphql";
import type { Server } from "node:http";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import { operations, type OperationTrace } from "../../providers/tracing.ts";
import type { Context } from "../../resolvers/context.ts";
import { errorOf, shown } from "./errors.ts";
import { limitOperations } from "./limits/plugin.ts";

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly httpServer: Server;
  readonly log: Log;
  readonly maxCost: number;
  readonly timeoutMs: number;
}

/** The GraphQL server: limits, masking of unexpected errors, one log line an operation. */
export function createApollo(options: ApolloOptions) {
  const { schema, httpServer, log, maxCost, timeoutMs } = options;
  return new ApolloServer<Context>({
    schema,
    // The playground needs it, and there is nothing to hide.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: 20_000 },
    formatError: (formatted, error) => mask(formatted, error, log),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // A request in flight may take as long as its deadline.
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: timeoutMs }),
      limitOperations(schema, maxCost),
      observe(log),
    ],
    // Signals are the command line's business.
    stopOnTerminationSignals: false,
    logger: { ...quiet, error: (message) => log.error({}, String(message)) },
  });
}

const quiet = { debug() {}, info() {}, warn() {} };
const ownCodes = new Set<unknown>(Object.values(ApolloServerErrorCode));
ownCodes.delete(ApolloServerErrorCode.INTERNAL_SERVER_ERROR);

/** What is expected passes; the rest becomes INTERNAL with an id that is in the log. */
function mask(formatted: GraphQLFormattedError, error: unknown, log: Log): GraphQLFormattedError {
  const message = shown(formatted.message);
  if (ownCodes.has(formatted.extensions?.code)) {
    return { ...formatted, message, extensions: { ...formatted.extensions, retryable: false } };
  }
  const original = (error as Partial<GraphQLError>).originalError ?? error;
  if (original instanceof GatewayError) {
    return { ...formatted, message };
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

/** One log line per operation, and what the tracing channel is told of it. */
function observe(log: Log): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      const trace: OperationTrace = { caller: null };
      operations.start.publish(trace);
      return {
        async willSendResponse({ operationName, operation, errors, response }) {
          const ms = performance.now() - startedAt;
          const codes = codesOf(
            response.body.kind === "single" ? response.body.singleResult.errors : errors,
          );
          const name = operationName ?? operation?.operation ?? null;
          operations.asyncEnd.publish(Object.assign(trace, { name, ms, errors: codes }));
          log.info(
            {
              operation: name,
              ms: Math.round(ms),
              ...(codes.length > 0 && { errors: [...new Set(codes)] }),
            },
            "request",
          );
        },
      };
    },
  };
}

function codesOf(errors: readonly (GraphQLError | GraphQLFormattedError)[] | undefined): string[] {
  return (errors ?? []).map(({ extensions }) => String(extensions?.code ?? "UNKNOWN"));
}
