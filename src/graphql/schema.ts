import { type GraphQLSchema, isInputObjectType } from "graphql";
import { buildSchemaSync } from "type-graphql";
import { resolvers } from "../../resolvers/index.ts";
import { listEnumValues } from "./list-enum-values.ts";
import { sliceLists } from "./slice-lists.ts";

/** The executable schema. Needs `reflect-metadata` to be imported first. */
export function createSchema(): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers, validate: false });
  // type-graphql makes this type itself, without one.
  schema.getQueryType()!.description = "The queries. One request can combine several of them.";
  enforceOneOf(schema);
  listEnumValues(schema);
  sliceLists(schema);
  return schema;
}

/** type-graphql keeps a class's `@Directive("@oneOf")`, but does not tell graphql-js of it. */
function enforceOneOf(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap()).filter(isInputObjectType)) {
    type.isOneOf = type.astNode?.directives?.some(({ name }) => name.value === "oneOf") ?? false;
  }
}
