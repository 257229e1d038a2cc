import fc from "fast-check";
import { expect, it } from "vitest";
import { stringifyInTurns } from "../../../src/graphql/stringify.ts";

it("writes what JSON.stringify writes, for whatever JSON there is", () =>
  fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (value) => {
      expect(await stringifyInTurns(value)).toBe(`${JSON.stringify(value)}\n`);
    }),
  ));

it("leaves out what is undefined", async () => {
  const value = { errors: undefined, data: { a: [null, { b: undefined, c: [[], {}] }] } };
  expect(await stringifyInTurns(value)).toBe(`${JSON.stringify(value)}\n`);
});
