import "reflect-metadata";
import { Kind, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { costOf } from "../../../../src/graphql/limits/cost.ts";
import { rootFields } from "../../../../src/graphql/limits/root-fields.ts";
import { createSchema } from "../../../../src/graphql/schema.ts";

const schema = createSchema();

function cost(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return costOf(rootFields(schema, document, operation as never, variables));
}

const texts = 'texts: ["a", "b", "c"]';
const images = 'images: [{ base64: "" }, { base64: "" }]';

describe("the cost of an operation", () => {
  it("is its inputs, however many fields it asks for", () => {
    expect(cost(`{ embedTexts(${texts}) { dimensions vector base64 } }`)).toBe(3);
    expect(
      cost(
        `{ a: embedText(text: "a") { space } ...F } fragment F on Query { b: embedText(text: "b") { space } }`,
      ),
    ).toBe(2);
    expect(cost("{ models { id } limits { maxInputs } caller { name } }")).toBe(0);
  });

  it("is images and texts, times templates, times models", () => {
    const two = 'templates: ["a {label}", "b {label}"]';
    expect(cost(`{ similarity(${images}, ${texts}) { cosine } }`)).toBe(5);
    expect(
      cost(`{ compare(${images}, ${texts}, ${two}, models: ["a", "b"]) { __typename } }`),
    ).toBe(2 * (2 + 3 + 2 * 3));
    const named = 'labels: ["a", "b", "c"], templates: ["@imagenet80", "{label}"]';
    expect(cost(`{ classify(image: { base64: "" }, ${named}) { best { label } } }`)).toBe(
      1 + 3 * 81,
    );
  });

  it("counts the characters of long texts and prompts, 250 as an input", () => {
    const embed = `query ($texts: [String!]!) { embedTexts(texts: $texts) { tokens } }`;
    expect(cost(embed, { texts: ["x".repeat(499), "y"] })).toBe(2);
    expect(cost(embed, { texts: ["x".repeat(500), "y"] })).toBe(3);
    const classify = `query ($labels: [String!]!, $templates: [String!]) {
      classifyImages(images: [], labels: $labels, templates: $templates) { best { label } }
    }`;
    const templates = ["{label}".repeat(100)];
    expect(cost(classify, { labels: ["x".repeat(1000), "y".repeat(500)], templates })).toBe(600);
  });

  it("leaves fields and arguments that are wrong to GraphQL's own validation", () => {
    expect(cost(`{ embedTexts(${texts}) { nothing } nobody { vector } }`)).toBe(3);
    expect(cost(`{ embedTexts(texts: 3) { tokens } }`)).toBe(0);
  });
});
