import { GraphQLEnumType, GraphQLError, type GraphQLSchema, isEnumType, Kind } from "graphql";

/** Makes the messages about a wrong value of an enum list the right ones: graphql-js only guesses. */
export function listEnumValues(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap()).filter(isEnumType)) {
    const values = type.getValues().map(({ name }) => name);
    const { parseValue, parseLiteral } = GraphQLEnumType.prototype;
    const list = `The values of ${type.name} are ${values.join(", ")}`;
    type.parseValue = (...args) => withMore(`${list}.`, () => parseValue.apply(type, args));
    type.parseLiteral = (...args) => {
      const [{ kind }] = args;
      const ending = kind === Kind.STRING ? ", written without quotes." : ".";
      return withMore(list + ending, () => parseLiteral.apply(type, args));
    };
  }
}

/** @throws GraphQLError what the work throws, with more in its message */
function withMore<T>(more: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { message, nodes } = error as GraphQLError;
    throw new GraphQLError(`${message} ${more}`, { nodes });
  }
}
