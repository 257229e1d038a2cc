import { buildSchema, parse, validate } from "graphql";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { embedded } from "../../../../models/catalog/embedded.ts";
import { catalog } from "../../../../models/catalog/index.ts";
import { examples } from "../../../../src/pages/playground/examples/examples.ts";
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

it("compares models that exist, and whose names start no download", () => {
  const compare = examples.find(({ query }) => query.includes("compare("));
  const { models } = JSON.parse(compare?.variables ?? "{}") as { models: string[] };
  expect(models).toHaveLength(2);
  for (const id of models) {
    const model = [embedded, ...catalog].find((model) => model.id === id);
    expect(model?.weights?.from).toMatch(/^(package|export)$/);
  }
});
