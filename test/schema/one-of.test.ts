import "reflect-metadata";
import { isInputObjectType } from "graphql";
import { expect, it } from "vitest";
import { createSchema } from "../../src/graphql/schema.ts";

it("every input that says exactly one of its fields is set is @oneOf, and no other", () => {
  const inputs = Object.values(createSchema().getTypeMap()).filter(isInputObjectType);
  const said = inputs.filter(({ description }) => /exactly one/i.test(description ?? ""));
  const enforced = inputs.filter(({ isOneOf }) => isOneOf);
  expect(said.map(({ name }) => name)).toEqual(["ImageInput", "VideoInput"]);
  expect(enforced).toEqual(said);
});
