import type { ApolloServerPlugin } from "@apollo/server";
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from "graphql-query-complexity";
import { GatewayError } from "../models/errors.ts";

/** Deep enough for GraphiQL's introspection query, which is the deepest that anybody needs. */
const maxDepth = 16;
/** Fields of the query's root: more than a page shows, few enough to be answered together. */
const maxRootFields = 50;
/** All fields, so that aliases of a vector cannot multiply a response. */
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
          if (!operation) return;
          const { depth, fields, width } = measure(operation.selectionSet, document);
          if (depth > maxDepth)
            throw tooLarge(`The query is ${depth} levels deep; the limit is ${maxDepth}.`);
          if (width > maxRootFields)
            throw tooLarge(`The query has ${width} root fields; the limit is ${maxRootFields}.`);
          if (fields > maxFields)
            throw tooLarge(`The query has ${fields} fields; the limit is ${maxFields}.`);
          const cost = getComplexity({
            schema,
            query: document,
            variables: request.variables,
            operationName: operation.name?.value,
            estimators: [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 0 })],
          });
          if (cost > maxCost)
            throw tooLarge(
              `The query costs ${cost} inputs (images + texts, times templates, times models); the limit is ${maxCost} (MAX_COST).`,
            );
        },
      };
    },
  };
}

interface Size {
  readonly depth: number;
  /** All fields below, every use of a fragment counted. */
  readonly fields: number;
  /** Those at the top. */
  readonly width: number;
}

/** Each fragment is measured once, however often it is spread; cycles were refused by validation. */
function measure(selectionSet: SelectionSetNode, document: DocumentNode): Size {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node.selectionSet]),
  );
  const sizes = new Map<SelectionSetNode, Size>();
  return sizeOf(selectionSet);

  function sizeOf(set: SelectionSetNode): Size {
    const known = sizes.get(set);
    if (known) return known;
    let size: Size = { depth: 0, fields: 0, width: 0 };
    for (const node of set.selections) size = add(size, node);
    sizes.set(set, size);
    return size;
  }

  function add({ depth, fields, width }: Size, node: SelectionNode): Size {
    const set =
      node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)! : node.selectionSet;
    const below = set ? sizeOf(set) : { depth: 0, fields: 0, width: 0 };
    const isField = node.kind === Kind.FIELD;
    return {
      depth: Math.max(depth, below.depth + (isField ? 1 : 0)),
      fields: fields + below.fields + (isField ? 1 : 0),
      width: width + (isField ? 1 : below.width),
    };
  }
}

/** Thrown before execution, where GraphQL copies no extensions: so the GraphQLError is made here. */
function tooLarge(message: string): GraphQLError {
  const error = new GatewayError("TOO_LARGE", message);
  return new GraphQLError(message, { extensions: error.extensions, originalError: error });
}
