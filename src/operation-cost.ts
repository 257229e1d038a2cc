import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { getArgumentValues, getVariableValues } from "graphql/execution/values.js";
import { fragmentsOf } from "./operation-size.ts";

/**
 * Inputs of an operation: the sum of what the `complexity` of each query says of its arguments.
 * Only fields of the root cost anything. 0 when the variables are wrong: execution will say so.
 * (graphql-query-complexity does more, but its ES module loads a second copy of graphql.)
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> = {},
): number {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (!coerced) return 0;
  const queries = schema.getQueryType()!.getFields();
  return rootFields(operation.selectionSet, document)
    .map((node) => {
      const query = queries[node.name.value];
      const complexity = query?.extensions.complexity;
      if (typeof complexity === "number") return complexity;
      if (typeof complexity !== "function") return 0;
      return complexity({ args: getArgumentValues(query!, node, coerced) }) as number;
    })
    .reduce((sum, cost) => sum + cost, 0);
}

function rootFields(selectionSet: SelectionSetNode, document: DocumentNode): FieldNode[] {
  const fragments = fragmentsOf(document);
  const collect = (set: SelectionSetNode): FieldNode[] =>
    set.selections.flatMap((node) => {
      if (node.kind === Kind.FIELD) return node;
      if (node.kind === Kind.INLINE_FRAGMENT) return collect(node.selectionSet);
      return collect(fragments[node.name.value]!);
    });
  return collect(selectionSet);
}
