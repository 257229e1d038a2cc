import { GraphQLInputObjectType, type GraphQLSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";
import { resolvers } from "../../resolvers/index.ts";

/** Inputs of which a client sets exactly one field; type-graphql has no way to say so itself. */
const oneOf = ["ImageInput", "VideoInput"];

/** The executable schema. Needs `reflect-metadata` to be imported first. */
export function createSchema(): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers, validate: false });
  for (const name of oneOf) {
    (schema.getType(name) as GraphQLInputObjectType).isOneOf = true;
  }
  return schema;
}
