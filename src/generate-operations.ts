import type { PluginFunction } from "@graphql-codegen/plugin-helpers";
import {
  concatAST,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  stripIgnoredCharacters,
  visit,
} from "graphql";

/**
 * A plugin of GraphQL Code Generator: each operation as a plain string, with the fragments that it
 * spreads. Its type carries the types of its variables and its result, which plugin
 * typescript-operations has written above; nothing is imported.
 */
export const plugin: PluginFunction = (_schema, documents) => {
  const { definitions } = concatAST(documents.flatMap(({ document }) => document ?? []));
  const fragments = new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const operations = definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const type = `/** An operation's text, which knows what it takes and gives. */
export type Operation<Result, Variables> = string & {
  readonly types?: (variables: Variables) => Result;
};`;
  return [type, ...operations.map((operation) => declaration(operation, fragments))].join("\n\n");
};

function declaration(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string {
  const name = operation.name!.value;
  const spread = new Set<FragmentDefinitionNode>();
  collect(operation);
  const text = stripIgnoredCharacters([operation, ...spread].map(print).join("\n"));
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
