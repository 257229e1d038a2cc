import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError, type GraphQLSchema } from "graphql";
import { GatewayError } from "../../../models/errors.ts";
import type { Context } from "../../../resolvers/context.ts";
import type { ServerFacts } from "../../../schema/answer-size.ts";
import { type Charge, charge, sayPoints } from "../../access/charge.ts";
import type { Meter } from "../../access/meter.ts";
import { answerBytes } from "./answer.ts";
import { statuses } from "../statuses.ts";
import { checkCost, costOf } from "./cost.ts";
import { refundOf } from "./refund.ts";
import { type RootField, rootFields } from "./root-fields.ts";
import { sizeOf } from "./size.ts";
import { variablesOf } from "./variables.ts";

/** Deep enough for GraphiQL's introspection query, which is the deepest that anybody needs. */
const maxDepth = 16;
/** Fields of the query's root: more than a page shows, few enough to be answered together. */
const maxRootFields = 50;
/** All fields, every use of a fragment counted. */
const maxFields = 2000;

export interface OperationLimits {
  /** In inputs, by the `complexity` of each query. */
  readonly maxCost: number;
  /** As the marks of the schema estimate it. */
  readonly maxAnswerBytes: number;
}

/**
 * Refuses an operation before any of it runs: too deep, too many root fields (aliases), too costly,
 * too large an answer, more than its caller has points for. What failed is given back.
 */
export function limitOperations(
  schema: GraphQLSchema,
  server: ServerFacts,
  { maxCost, maxAnswerBytes }: OperationLimits,
  meter: Meter,
): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      let charged: Charge | undefined;
      let queries: readonly RootField[] = [];
      return {
        async didResolveOperation({ document, operation, request, contextValue }) {
          if (!operation) {
            return;
          }
          const { depth, fields, width } = sizeOf(operation.selectionSet, document);
          if (depth > maxDepth) {
            tooLarge(`The query is ${depth} levels deep; the limit is ${maxDepth}.`);
          }
          if (width > maxRootFields) {
            tooLarge(`The query has ${width} root fields; the limit is ${maxRootFields}.`);
          }
          if (fields > maxFields) {
            tooLarge(`The query has ${fields} fields; the limit is ${maxFields}.`);
          }
          const variables = variablesOf(schema, operation, request.variables);
          queries = rootFields(schema, document, operation, variables);
          const cost = costOf(queries);
          orRefuse(() => checkCost(cost, maxCost));
          const bytes = Math.ceil(answerBytes(queries, schema, document, variables, server));
          if (bytes > maxAnswerBytes) {
            tooLarge(
              `The answer may have ${bytes} bytes (each field with its name, times the items of the lists above it); the limit is ${maxAnswerBytes} (MAX_ANSWER_BYTES). Ask for fewer items or fields: use topK, or base64 instead of vector.`,
            );
          }
          charged = await charge(meter, contextValue, cost).catch(refuse);
        },

        async willSendResponse({ contextValue, response: { body, http } }) {
          const answer = body.kind === "single" ? body.singleResult : {};
          await charged?.settle(refundOf(queries, answer));
          await sayPoints(meter, contextValue, (name, value) => http.headers.set(name, value));
        },
      };
    },
  };
}

function tooLarge(message: string): never {
  return refuse(new GatewayError("TOO_LARGE", message));
}

function orRefuse(check: () => void): void {
  try {
    check();
  } catch (error) {
    refuse(error);
  }
}

/** Before execution GraphQL copies no extensions: so the GraphQLError is made here. */
function refuse(error: unknown): never {
  if (!(error instanceof GatewayError)) {
    throw error;
  }
  // Apollo takes `http` out again; without it the status would be 500.
  const http = { status: statuses[error.code] };
  const extensions = { ...error.extensions, http };
  throw new GraphQLError(error.message, { extensions, originalError: error });
}
