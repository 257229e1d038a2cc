import {
  concatAST,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  stripIgnoredCharacters,
  visit,
} from "graphql";

/** A file of documents, as GraphQL Code Generator hands it to its plugins. */
export interface CodegenDocument {
  readonly document?: DocumentNode;
}

const operationType = `/** An operation's text, which knows what it takes and gives. */
export type Operation<Result, Variables> = string & {
  readonly types?: (variables: Variables) => Result;
};`;

/**
 * A plugin of GraphQL Code Generator: each operation as a plain string, with the fragments that it
 * spreads. Its type carries those of its variables and its result, which plugin typescript-operations
 * writes into the same file; nothing is imported.
 */
export function plugin(_schema: unknown, documents: readonly CodegenDocument[]): string {
  const { definitions } = concatAST(documents.flatMap(({ document }) => document ?? []));
  const fragments = new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const constants = definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => constantOf(operation, fragments));
  return [operationType, ...constants].join("\n\n");
}

function constantOf(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string {
  const spread = new Set<FragmentDefinitionNode>();
  collect(operation);
  const text = stripIgnoredCharacters([operation, ...spread].map(print).join("\n"));
  const name = operation.name!.value;
  return `export const ${name}: Operation<${name}Query, ${name}QueryVariables> =\n  ${JSON.stringify(text)};`;

  function collect(node: OperationDefinitionNode | FragmentDefinitionNode): void {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value)!;
        if (!spread.has(fragment)) {
          spread.add(fragment);
          collect(fragment);
        }
      },
    });
  }
}
