import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError, type GraphQLSchema } from "graphql";
import { GatewayError } from "../../../models/errors.ts";
import { costOf } from "./cost.ts";
import { sizeOf } from "./size.ts";
import { variablesOf } from "./variables.ts";

/** Deep enough for GraphiQL's introspection query, which is the deepest that anybody needs. */
const maxDepth = 16;
/** Fields of the query's root: more than a page shows, few enough to be answered together. */
const maxRootFields = 50;
/** All fields, every use of a fragment counted. */
const maxFields = 2000;

/**
 * Refuses an operation before any of it runs: too deep, too many root fields (aliases), too costly.
 * Cost is counted in inputs by the `complexity` of each query: images + texts, times templates,
 * times models.
 */
export function limitOperations(schema: GraphQLSchema, maxCost: number): ApolloServerPlugin {
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
          const cost = costOf(schema, document, operation, variables);
          if (cost > maxCost) {
            throw tooLarge(
              `The query costs ${cost} inputs (images + texts, times templates, times models); the limit is ${maxCost} (MAX_COST).`,
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
