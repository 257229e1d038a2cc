import "reflect-metadata";
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from "graphql";
import { describe, expect, it } from "vitest";
import { createSchema } from "../../src/graphql/schema.ts";

interface Described {
  /** As the playground's search shows it: `Embedding.base64(encoding:)`. */
  readonly name: string;
  readonly description: string;
}

const schema = createSchema();
const all = Object.values(schema.getTypeMap())
  .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
  .flatMap(describedIn);

function describedIn(type: GraphQLNamedType): Described[] {
  const own = { name: type.name, description: type.description ?? "" };
  return [own, ...membersOf(type)];
}

function membersOf(type: GraphQLNamedType): Described[] {
  if (isEnumType(type)) {
    return type.getValues().map(named((value) => `${type.name}.${value}`));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(named((field) => `${type.name}.${field}`));
  }
  if (!isObjectType(type)) {
    return [];
  }
  return Object.values(type.getFields()).flatMap((field) => [
    named((name) => `${type.name}.${name}`)(field),
    ...field.args.map(named((name) => `${type.name}.${field.name}(${name}:)`)),
  ]);
}

function named(path: (name: string) => string) {
  return (member: { readonly name: string; readonly description?: string | null }) => ({
    name: path(member.name),
    description: member.description ?? "",
  });
}

/** "The model." says no more than the `model` of `Embedding.model`. */
function repeatsName({ name, description }: Described): boolean {
  const known = words(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " "));
  const filler = ["the", "a", "an", "of", "its", "this", "is"];
  return words(description).every((word) => known.includes(word) || filler.includes(word));
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
}

describe("every type, field, argument and enum value of the schema", () => {
  it("has a description", () => {
    expect(all.length).toBeGreaterThan(250);
    expect(all.filter(({ description }) => description.length < 8)).toEqual([]);
  });

  it("has one that says more than its name", () => {
    expect(all.filter(repeatsName)).toEqual([]);
  });
});

it("every scalar of our own says where it is specified", () => {
  const own = Object.values(schema.getTypeMap()).filter(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type),
  );
  expect(own.map(({ name }) => name).toSorted()).toEqual(["Upload", "Vector"]);
  for (const scalar of own) {
    expect(scalar).toHaveProperty("specifiedByURL", expect.stringMatching(/^https:/));
  }
});
