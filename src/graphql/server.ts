import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Log } from "../../providers/provider.ts";
import { operations, type OperationTrace } from "../../providers/tracing.ts";
import type { Context } from "../../resolvers/context.ts";
import type { ServerFacts } from "../../schema/answer-size.ts";
import { codesOf, mask, retryAfterOf, shown } from "./errors.ts";
import { stringifyInTurns } from "./stringify.ts";
import { limitOperations, type OperationLimits } from "./limits/plugin.ts";

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly log: Log;
  readonly limits: OperationLimits;
  /** What the size of an answer depends on. */
  readonly server: ServerFacts;
  /** Ends when the requests in flight have been answered. */
  drain(): Promise<void>;
}

/** The GraphQL server: limits, masking of unexpected errors, one log line per operation. */
export function createApollo(options: ApolloOptions) {
  const { schema, log, limits, server, drain } = options;
  return new ApolloServer<Context>({
    schema,
    // The playground needs it, and there is nothing to hide.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: 20_000 },
    stringifyResult: stringifyInTurns,
    formatError: (formatted, error) => mask(formatted, error, log),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      forbidKeeping,
      sayWhenToRetry,
      // An APOLLO_KEY in the environment would turn them on; what happens here is told by channels.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      { serverWillStart: async () => ({ drainServer: drain }) },
      limitOperations(schema, server, limits),
      observe(log),
    ],
    // Signals are the command line's business.
    stopOnTerminationSignals: false,
    logger: { ...quiet, error: (message) => log.error({}, String(message)) },
  });
}

const quiet = { debug() {}, info() {}, warn() {} };

/** Nobody is to keep an answer. Apollo's own plugin says the same, but wraps every field for it. */
const forbidKeeping: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response }) {
        response.http.headers.set("cache-control", "no-store");
      },
    };
  },
};

/** For clients and proxies that look at headers alone. */
const sayWhenToRetry: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        const wait = body.kind === "single" ? retryAfterOf(body.singleResult.errors) : undefined;
        if (wait !== undefined) {
          http.headers.set("retry-after", wait);
        }
      },
    };
  },
};

/** Characters of an operation's name that are told. */
const longestName = 200;

/** One log line per operation, and what the tracing channel is told of it. */
function observe(log: Log): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue }) {
      const startedAt = performance.now();
      const trace: OperationTrace = { caller: contextValue.caller.name };
      operations.start.publish(trace);
      return {
        async willSendResponse({ operationName, operation, errors, response }) {
          const ms = performance.now() - startedAt;
          const codes = codesOf(
            response.body.kind === "single" ? response.body.singleResult.errors : errors,
          );
          const given = operationName ?? operation?.operation;
          const name = given == null ? null : shown(given, longestName);
          operations.asyncEnd.publish(Object.assign(trace, { name, ms, errors: codes }));
          log.info(
            {
              operation: name,
              ...(trace.caller !== null && { caller: trace.caller }),
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
