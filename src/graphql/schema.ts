import { GraphQLInputObjectType, type GraphQLSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";
import { resolvers } from "../../resolvers/index.ts";

/** Inputs of which a client sets exactly one field; type-graphql has no way to say so itself. */
const oneOf = ["ImageInput", "VideoInput"];

/** The executable schema. Needs `reflect-metadata` to be imported first. */
export function createSchema(): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers, validate: false });
  // type-graphql makes this type itself, without one.
  schema.getQueryType()!.description = "The queries. One request can combine several of them.";
  for (const name of oneOf) {
    (schema.getType(name) as GraphQLInputObjectType).isOneOf = true;
  }
  return schema;
}
