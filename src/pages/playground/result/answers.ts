import { getOperationAST, Kind, parse, valueFromASTUntyped } from "graphql";
import type { DocumentNode, FieldNode, OperationDefinitionNode, SelectionSetNode } from "graphql";
import type { Exchange } from "../fetcher.ts";

/** What one field of the query answered, told in the schema's words. */
export type Answer = {
  /** The field's name in the schema. */
  readonly field: string;
  /** Its name in `data`: the alias, where it has one. */
  readonly key: string;
  /** Literals as they stand, and variables put in. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Aliases undone, at every depth; a field that was asked for twice is there once. */
  readonly value: unknown;
};

/** The answers in the order of the query; none where the query does not parse or `data` is null. */
export function answersOf({ query, operationName, variables, result }: Exchange): Answer[] {
  const { data } = result;
  const document = tryParse(query);
  const operation = document && getOperationAST(document, operationName);
  if (!data || !operation) {
    return [];
  }
  const given = { ...defaults(operation), ...(variables as object | undefined) };
  const read = reader(document);
  return read.fields([operation.selectionSet]).flatMap(([key, nodes]) => {
    const [first] = nodes;
    if (!first || data[key] == null) {
      return [];
    }
    const args = (first.arguments ?? []).map(({ name, value }) => [
      name.value,
      valueFromASTUntyped(value, given),
    ]);
    const value = read.named(data[key], nodes);
    return [{ field: first.name.value, key, args: Object.fromEntries(args), value }];
  });
}

function tryParse(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

function defaults({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
}

/** Follows fragments without asking for their types: no field of the schema has more than one. */
function reader(document: DocumentNode) {
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one.selectionSet] as const] : [],
    ),
  );

  /** The fields by their names in the data; GraphQL merges what one name is asked for. */
  function fields(sets: readonly SelectionSetNode[]): [key: string, nodes: FieldNode[]][] {
    const found = new Map<string, FieldNode[]>();
    for (const selection of sets.flatMap((set) => set.selections)) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        found.set(key, [...(found.get(key) ?? []), selection]);
        continue;
      }
      const inside =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : fragments.get(selection.name.value);
      for (const [key, nodes] of fields(inside ? [inside] : [])) {
        found.set(key, [...(found.get(key) ?? []), ...nodes]);
      }
    }
    return [...found];
  }

  function named(value: unknown, nodes: readonly FieldNode[]): unknown {
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return sets.length === 0 ? value : rename(value, fields(sets));
  }

  function rename(value: unknown, children: readonly [string, FieldNode[]][]): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => rename(item, children));
    }
    if (typeof value !== "object" || value === null) {
      return value;
    }
    const renamed: Record<string, unknown> = {};
    for (const [key, nodes] of children) {
      const name = nodes[0]!.name.value;
      if (key in value && !(name in renamed)) {
        renamed[name] = named((value as Record<string, unknown>)[key], nodes);
      }
    }
    return renamed;
  }

  return { fields, named };
}
