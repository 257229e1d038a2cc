import type { GeneratorValue } from "fast-check";
import fc from "fast-check";
import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

export interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** A document that the schema allows, but for what is broken in it on purpose. */
export function randomOperation(schema: GraphQLSchema, g: GeneratorValue): Operation {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const fragments: string[] = [];
  let aliases = 0;
  const upTo = (max: number) => g(fc.nat, { max });
  const oneIn = (chances: number) => upTo(chances - 1) === 0;
  const pick = <T>(items: readonly T[]): T => items[upTo(items.length - 1)]!;
  const root = selection(schema.getQueryType()!, 0);
  const head = declared.length > 0 ? `query Fuzz(${declared.join(", ")})` : "query Fuzz";
  return { query: `${head} ${root}\n${fragments.join("\n")}`, variables };

  function selection(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields());
    const leaves = fields.filter((field) => !isObjectType(getNamedType(field.type)));
    const deep = depth > 3 && leaves.length > 0;
    const chosen = Array.from({ length: 1 + upTo(depth === 0 ? 1 : 3) }, () =>
      select(pick(deep ? leaves : fields), depth),
    );
    const set = `{ ${chosen.join(" ")} ${oneIn(8) ? "__typename" : ""} }`;
    if (oneIn(6)) {
      const name = `F${fragments.length}`;
      fragments.push(`fragment ${name} on ${type.name} ${set}`);
      return `{ ...${name} }`;
    }
    return oneIn(6) ? `{ ... on ${type.name} ${set} ... @include(if: true) ${set} }` : set;
  }

  function select(field: GraphQLField<unknown, unknown>, depth: number): string {
    const args = field.args.filter((arg) => isNonNullType(arg.type) || oneIn(3)).map(argument);
    const type = getNamedType(field.type);
    const below = isObjectType(type) ? selection(type, depth + 1) : "";
    const name = oneIn(300) ? "nothing" : field.name;
    // Names of their own, so that fields with other arguments do not meet.
    const alias = `f${aliases++}${oneIn(20) ? "x".repeat(500) : ""}`;
    return `${alias}: ${name}${args.length > 0 ? `(${args.join(", ")})` : ""} ${below}`;
  }

  function argument({ name, type }: GraphQLArgument): string {
    const broken = oneIn(80);
    const given = broken ? pick([null, {}, [[]], "wrong", -1, 1e9]) : value(type);
    if (oneIn(2)) {
      return `${name}: ${literal(given, type)}`;
    }
    const variable = `v${declared.length}`;
    declared.push(`$${variable}: ${type}`);
    variables[variable] = given;
    return `${name}: $${variable}`;
  }

  function value(type: GraphQLInputType, required = isNonNullType(type)): unknown {
    if (!required && oneIn(6)) {
      return null;
    }
    const nullable = getNullableType(type) as GraphQLInputType;
    if (isListType(nullable)) {
      return Array.from({ length: oneIn(10) ? 60 : upTo(3) }, () => value(nullable.ofType));
    }
    if (isEnumType(nullable)) {
      return pick(nullable.getValues()).name;
    }
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields());
      const set = nullable.isOneOf
        ? [pick(fields.filter(({ name }) => name !== "upload"))]
        : fields.filter((field) => isNonNullType(field.type) || oneIn(3));
      return Object.fromEntries(
        set.map(({ name, type }) => [
          name,
          // Few texts are base64.
          name === "base64" && !oneIn(10)
            ? pick(["AQID", "AgMB"])
            : value(type, nullable.isOneOf || isNonNullType(type)),
        ]),
      );
    }
    return pick(scalars[getNamedType(nullable).name] ?? [null]);
  }

  function literal(given: unknown, type: GraphQLInputType): string {
    const named = getNamedType(type);
    if (Array.isArray(given)) {
      return `[${given.map((item) => literal(item, type)).join(", ")}]`;
    }
    if (typeof given === "object" && given !== null) {
      const fields = isInputObjectType(named) ? named.getFields() : {};
      const entries = Object.entries(given).map(
        ([name, item]) => `${name}: ${literal(item, fields[name]!.type)}`,
      );
      return `{ ${entries.join(", ")} }`;
    }
    return isEnumType(named) ? String(given) : JSON.stringify(given);
  }
}

const texts = [
  "",
  "a cat",
  "ein Hund",
  "AQID",
  "{label}",
  "@imagenet7",
  "é🙂".repeat(50),
  "\u0001",
];
const names = ["test/fake", "fake", "test/other", "nobody"];
const scalars: Readonly<Record<string, readonly unknown[]>> = {
  String: [...texts, "x".repeat(2000)],
  ID: names,
  Int: [-1, 0, 1, 2, 4, 8, 2 ** 31 - 1],
  Float: [-1, 0, 0.001, 1, 4.5, 1e12],
  Boolean: [true, false],
};
