import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { rootFields } from "./root-fields.ts";
import type { Variables } from "./variables.ts";

/**
 * Inputs of an operation: the sum of what the `complexity` of each query says of its arguments;
 * 0 for a field or arguments that execution will refuse.
 * Only fields of the root cost anything.
 * (graphql-query-complexity does more, but its ES module loads a second copy of graphql.)
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  return rootFields(schema, document, operation, variables)
    .map(({ field, args }) => {
      const { complexity } = field.extensions;
      return typeof complexity === "function" ? complexity({ args }) : (complexity ?? 0);
    })
    .reduce((sum, cost) => sum + cost, 0);
}
