import {
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import type { CodegenDocument } from "./generate-operations.ts";

/**
 * A plugin of GraphQL Code Generator: each fragment as an interface with the schema's descriptions,
 * for editors to show. Plugin typescript-operations leaves them out of results; its types of the same
 * fragments are what the compiler holds these against.
 */
export function plugin(schema: GraphQLSchema, documents: readonly CodegenDocument[]) {
  const fragments = documents
    .flatMap(({ document }) => document?.definitions ?? [])
    .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const enums = new Set<string>();
  const content = fragments.map(interfaceOf).join("\n\n");
  const imported = [...enums].toSorted().join(", ");
  return { prepend: [`import type { ${imported} } from "./operations.ts";`], content };

  function interfaceOf({ name, typeCondition, selectionSet }: FragmentDefinitionNode): string {
    const type = schema.getType(typeCondition.name.value) as GraphQLObjectType;
    return `/** ${type.description} */\nexport interface ${name.value} ${objectOf(type, selectionSet, "")}`;
  }

  function objectOf(type: GraphQLObjectType, set: SelectionSetNode, indent: string): string {
    const deeper = `${indent}  `;
    const fields = set.selections.map((node) => {
      if (node.kind !== Kind.FIELD) {
        throw new Error(`${type.name}: a fragment stands alone in its braces, or has fields only.`);
      }
      const { name, description, type: given } = type.getFields()[node.name.value]!;
      return `${deeper}/** ${description} */\n${deeper}readonly ${name}: ${typeOf(given, node.selectionSet, deeper)};\n`;
    });
    return `{\n${fields.join("")}${indent}}`;
  }

  function typeOf(
    type: GraphQLOutputType,
    set: SelectionSetNode | undefined,
    indent: string,
  ): string {
    if (!isNonNullType(type)) {
      return `${presentOf(type, set, indent)} | null`;
    }
    return presentOf(type.ofType, set, indent);
  }

  function presentOf(
    type: GraphQLOutputType,
    set: SelectionSetNode | undefined,
    indent: string,
  ): string {
    if (isListType(type)) {
      return `ReadonlyArray<${typeOf(type.ofType, set, indent)}>`;
    }
    const named = getNamedType(type);
    if (isEnumType(named)) {
      enums.add(named.name);
      return named.name;
    }
    if (!set) {
      return scalars[named.name]!;
    }
    const [first] = set.selections;
    return first?.kind === Kind.FRAGMENT_SPREAD
      ? first.name.value
      : objectOf(named as GraphQLObjectType, set, indent);
  }
}

const scalars: Record<string, string> = {
  ID: "string",
  String: "string",
  Int: "number",
  Float: "number",
  Boolean: "boolean",
};
