import { ApolloServerErrorCode } from "@apollo/server/errors";
import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from "graphql";
import { getVariableValues } from "graphql/execution/values.js";
import { shown } from "../errors.ts";

export type Variables = Readonly<Record<string, unknown>>;

/**
 * The operation's variables as their types have them.
 *
 * @throws GraphQLError the first thing that is wrong. GraphQL itself would report fifty, each with
 * the whole value, such as a photo, and print them all before anything could stop it.
 */
export function variablesOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Variables = {},
): Variables {
  const definitions = operation.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(schema, definitions, given, { maxErrors: 1 });
  if (coerced) {
    return coerced;
  }
  const { message, nodes } = errors[0]!;
  throw new GraphQLError(shown(message), {
    nodes,
    extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT, http: { status: 400 } },
  });
}
