import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { getFieldDef } from "graphql/execution/execute.js";
import { getArgumentValues } from "graphql/execution/values.js";
import { fragmentsOf } from "./size.ts";
import type { Variables } from "./variables.ts";

export type Field = GraphQLField<unknown, unknown>;
export type Arguments = Readonly<Record<string, any>>;

export interface RootField {
  readonly field: Field;
  readonly node: FieldNode;
  readonly args: Arguments;
}

/** The queries of an operation, without those that execution will refuse. */
export function rootFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): RootField[] {
  const fragments = fragmentsOf(document);
  const type = schema.getQueryType()!;
  const collect = (set: SelectionSetNode): RootField[] =>
    set.selections.flatMap((node) => {
      if (node.kind !== Kind.FIELD) {
        return collect(
          node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments[node.name.value]!,
        );
      }
      const field = getFieldDef(schema, type, node);
      const args = field && argumentsOf(field, node, variables);
      return field && args ? { field, node, args } : [];
    });
  return collect(operation.selectionSet);
}

/** Undefined when one is wrong. */
export function argumentsOf(
  field: Field,
  node: FieldNode,
  variables: Variables,
): Arguments | undefined {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    return undefined;
  }
}
