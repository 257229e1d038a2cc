import { buildSchema, parse, validate } from "graphql";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { examples } from "../../../../src/pages/playground/examples.ts";
import { filesIn } from "../../../../src/pages/playground/variables.ts";

const root = join(import.meta.dirname, "../../../..");
const schema = buildSchema(readFileSync(join(root, "schema/schema.graphql"), "utf8"));
const shipped = readdirSync(join(root, "src/pages/photos"));

describe.each(examples)("the example: $title", ({ query, variables = "{}" }) => {
  it("is a valid query of the schema, with a comment that says what it shows", () => {
    expect(validate(schema, parse(query))).toEqual([]);
    expect(query).toMatch(/^# \w/);
  });

  it("gives every variable, and names files that ship with it", () => {
    const declared = [...query.matchAll(/\$(\w+):/g)].map(([, name]) => name);
    expect(Object.keys(JSON.parse(variables) as object)).toEqual(declared);
    for (const file of filesIn(variables)) {
      expect(shipped).toContain(file);
    }
  });

  it("fits the pane without wrapping", () => {
    for (const line of `${query}\n${variables}`.split("\n")) {
      expect(line.length).toBeLessThan(47);
    }
  });
});
