import "reflect-metadata";
import { extendSchema, type GraphQLSchema, Kind, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { costOf } from "../../../../src/graphql/limits/cost.ts";
import { createSchema } from "../../../../src/graphql/schema.ts";

const schema = createSchema();

function cost(query: string, of: GraphQLSchema = schema): number {
  const document = parse(query);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return costOf(of, document, operation as never, {});
}

const texts = 'texts: ["a", "b", "c"]';
const images = 'images: [{ base64: "" }, { base64: "" }]';
/** `field` under so many names. */
const times = (count: number, field: string) =>
  Array.from({ length: count }, (_, i) => `f${i}: ${field}`).join(" ");

describe("the cost of an operation", () => {
  it("is its inputs, however often it asks for what is no vector", () => {
    expect(cost(`{ embedTexts(${texts}) { ${times(100, "dimensions")} } }`)).toBe(3);
    expect(
      cost(
        `{ a: embedText(text: "a") { space } ...F } fragment F on Query { limits { maxInputs } }`,
      ),
    ).toBe(2);
  });

  it.each([
    ["vector", `embedTexts(${texts})`, 3],
    ["base64", `embedTexts(${texts})`, 3],
    ["cosine", `similarity(${images}, ${texts})`, 5],
    ["scores", `similarity(${images}, ${texts})`, 5],
  ])("counts four of %s as one, and five as two", (field, query, inputs) => {
    expect(cost(`{ ${query} { ${times(4, field)} } }`)).toBe(inputs);
    expect(cost(`{ ${query} { ${times(5, field)} } }`)).toBe(2 * inputs);
  });

  it("counts vectors through fragments, in lists and below other fields", () => {
    const query = `{
      compare(${images}, ${texts}, models: ["a", "b"]) {
        results { ...Row ... on ModelResult { ...Row } }
      }
    }
    fragment Row on ModelResult { ... { ${times(4, "cosine")} } }`;
    expect(cost(query)).toBe(16 * 2);
  });

  it("counts the vectors of a query whose inputs are a fixed number", () => {
    const video = (fields: string) => `{ embedVideo(video: { url: "" }) { segments { ...S } } }
      fragment S on VideoSegmentEmbedding { embedding { ${fields} } }`;
    expect(cost(video(times(4, "base64(encoding: INT8)")))).toBe(100);
    expect(cost(video(times(5, "base64(encoding: INT8)")))).toBe(200);
  });

  it("counts a vector that was added to the schema, and nothing that shares a name with one", () => {
    const extended = extendSchema(
      schema,
      parse(`
        extend type Embedding { residual: Vector, parts: [[Vector!]!]! }
        extend type Timing { vector: Int }
      `),
    );
    const ask = (fields: string) => cost(`{ embedTexts(${texts}) { ${fields} } }`, extended);
    expect(ask(times(5, "residual"))).toBe(6);
    expect(ask(times(9, "parts"))).toBe(9);
    expect(ask(`timing { ${times(9, "vector")} }`)).toBe(3);
  });

  it("leaves fields that do not exist to GraphQL's own validation", () => {
    expect(cost(`{ embedTexts(${texts}) { ${times(9, "nothing")} } nobody { vector } }`)).toBe(3);
  });
});
