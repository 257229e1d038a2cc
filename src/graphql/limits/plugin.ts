import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError, type GraphQLSchema } from "graphql";
import { GatewayError } from "../../../models/errors.ts";
import type { ServerFacts } from "../../../schema/answer-size.ts";
import { answerBytes } from "./answer.ts";
import { costOf } from "./cost.ts";
import { rootFields } from "./root-fields.ts";
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
 * too large an answer.
 */
export function limitOperations(
  schema: GraphQLSchema,
  server: ServerFacts,
  { maxCost, maxAnswerBytes }: OperationLimits,
): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request }) {
          if (!operation) {
            return;
          }
          const { depth, fields, width } = sizeOf(operation.selectionSet, document);
          if (depth > maxDepth) {
            throw tooLarge(`The query is ${depth} levels deep; the limit is ${maxDepth}.`);
          }
          if (width > maxRootFields) {
            throw tooLarge(`The query has ${width} root fields; the limit is ${maxRootFields}.`);
          }
          if (fields > maxFields) {
            throw tooLarge(`The query has ${fields} fields; the limit is ${maxFields}.`);
          }
          const variables = variablesOf(schema, operation, request.variables);
          const queries = rootFields(schema, document, operation, variables);
          const cost = costOf(queries);
          if (cost > maxCost) {
            throw tooLarge(
              `The query costs ${cost} inputs (images + texts, times templates, times models); the limit is ${maxCost} (MAX_COST).`,
            );
          }
          const bytes = Math.ceil(answerBytes(queries, schema, document, variables, server));
          if (bytes > maxAnswerBytes) {
            throw tooLarge(
              `The answer may have ${bytes} bytes (each field with its name, times the items of the lists above it); the limit is ${maxAnswerBytes} (MAX_ANSWER_BYTES). Ask for fewer items or fields: use topK, or base64 instead of vector.`,
            );
          }
        },
      };
    },
  };
}

/** Thrown before execution, where GraphQL copies no extensions: so the GraphQLError is made here. */
function tooLarge(message: string): GraphQLError {
  const error = new GatewayError("TOO_LARGE", message);
  // Apollo takes `http` out again; without it the status would be 500.
  const extensions = { ...error.extensions, http: { status: 413 } };
  return new GraphQLError(message, { extensions, originalError: error });
}
