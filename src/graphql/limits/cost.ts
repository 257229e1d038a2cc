import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { getArgumentValues } from "graphql/execution/values.js";
import { fragmentsOf } from "./size.ts";
import type { Variables } from "./variables.ts";

/**
 * Inputs of an operation: the sum of what the `complexity` of each query says of its arguments,
 * times the vectors it asks of each input beyond a few.
 * Only fields of the root cost anything.
 * (graphql-query-complexity does more, but its ES module loads a second copy of graphql.)
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const queries = schema.getQueryType()!.getFields();
  const fragments = fragmentsOf(document);
  const vectors = vectorFields(schema, document);
  const vectorsOf = ({ selectionSet }: FieldNode) => countFields(selectionSet, vectors, fragments);
  return rootFields(operation.selectionSet, fragments)
    .map((node) => {
      const inputs = inputsOf(queries[node.name.value], node, variables);
      return inputs * Math.max(1, Math.ceil(vectorsOf(node) / freeVectors));
    })
    .reduce((sum, cost) => sum + cost, 0);
}

/** What the query's `complexity` says; 0 for a field or arguments that execution will refuse. */
function inputsOf(
  query: GraphQLField<unknown, unknown> | undefined,
  node: FieldNode,
  variables: Variables,
): number {
  const complexity = query?.extensions.complexity;
  if (typeof complexity === "number") {
    return complexity;
  }
  const args = query && argumentsOf(query, node, variables);
  return args && typeof complexity === "function" ? complexity({ args }) : 0;
}

/** Undefined when one is wrong. */
function argumentsOf(...args: Parameters<typeof getArgumentValues>) {
  try {
    return getArgumentValues(...args);
  } catch {
    return undefined;
  }
}

type Fragments = ReturnType<typeof fragmentsOf>;

/** A vector in a few forms is what it costs to send; under many aliases it is an attack. */
const freeVectors = 4;

/** The document's fields that send a vector: marked themselves, or by their type. */
function vectorFields(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<FieldNode> {
  const found = new Set<FieldNode>();
  const types = new TypeInfo(schema);
  const collect = (node: FieldNode) => {
    const field = types.getFieldDef();
    const marked = field && [field, getNamedType(field.type)];
    if (marked?.some(({ extensions }) => extensions.sendsVector)) {
      found.add(node);
    }
  };
  visit(document, visitWithTypeInfo(types, { Field: collect }));
  return found;
}

/** How often the fields are asked for, fragments written out; `fields` of the size bound it. */
function countFields(
  selectionSet: SelectionSetNode | undefined,
  fields: ReadonlySet<FieldNode>,
  fragments: Fragments,
): number {
  const count = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((sum, node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        return sum + count(fragments[node.name.value]);
      }
      const own = node.kind === Kind.FIELD && fields.has(node) ? 1 : 0;
      return sum + own + count(node.selectionSet);
    }, 0);
  return count(selectionSet);
}

function rootFields(selectionSet: SelectionSetNode, fragments: Fragments): FieldNode[] {
  const collect = (set: SelectionSetNode): FieldNode[] =>
    set.selections.flatMap((node) => {
      if (node.kind === Kind.FIELD) {
        return node;
      }
      if (node.kind === Kind.INLINE_FRAGMENT) {
        return collect(node.selectionSet);
      }
      return collect(fragments[node.name.value]!);
    });
  return collect(selectionSet);
}
