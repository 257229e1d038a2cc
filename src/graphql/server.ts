import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Log } from "../../providers/provider.ts";
import type { Context } from "../../resolvers/context.ts";
import type { Meter } from "../access/meter.ts";
import type { ServerFacts } from "../../schema/answer-size.ts";
import { beginOperation } from "../telemetry/operation.ts";
import { codesOf, mask, retryAfterOf, shown } from "./errors.ts";
import { showRefusal } from "./refusal-status.ts";
import { stringifyInTurns } from "./stringify.ts";
import { limitOperations, type OperationLimits } from "./limits/plugin.ts";

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly log: Log;
  readonly limits: OperationLimits;
  readonly meter: Meter;
  /** What the size of an answer depends on. */
  readonly server: ServerFacts;
  /** Ends when the requests in flight have been answered. */
  drain(): Promise<void>;
}

/** The GraphQL server: limits, masking of unexpected errors, one log line per operation. */
export function createApollo(options: ApolloOptions) {
  const { schema, log, limits, meter, server, drain } = options;
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
      showRefusal,
      // An APOLLO_KEY in the environment would turn them on; what happens here is told by channels.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      { serverWillStart: async () => ({ drainServer: drain }) },
      limitOperations(schema, server, limits, meter),
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

/** Tells of each operation. */
function observe(log: Log): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue }) {
      const end = beginOperation(log, contextValue);
      return {
        async willSendResponse({ operationName, operation, errors, response: { body, http } }) {
          const failures = (body.kind === "single" ? body.singleResult.errors : errors) ?? [];
          const codes = codesOf(failures);
          end({
            name: operationName == null ? null : shown(operationName, longestName),
            type: operation?.operation ?? null,
            status: http.status ?? 200,
            errors: failures.map(({ message }, i) => ({ code: codes[i]!, message })),
          });
        },
      };
    },
  };
}
