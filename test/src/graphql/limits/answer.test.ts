import "reflect-metadata";
import { extendSchema, type GraphQLSchema, Kind, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { answerBytes } from "../../../../src/graphql/limits/answer.ts";
import { rootFields } from "../../../../src/graphql/limits/root-fields.ts";
import { createSchema } from "../../../../src/graphql/schema.ts";
import { fakeModel } from "../../../support/fake-provider.ts";

const schema = createSchema();
const short = { ...fakeModel, dimensions: 100, supportedDimensions: [100] };
const long = { ...fakeModel, id: "test/long", aliases: [], dimensions: 1000 };
const server = {
  models: [short, long],
  defaultModel: short.id,
  maxVideoSeconds: 3600,
  maxVideoFrames: 1000,
};

function bytes(query: string, of: GraphQLSchema = schema): number {
  const document = parse(query);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const queries = rootFields(of, document, operation as never, {});
  return answerBytes(queries, of, document, {}, server);
}

const list = (count: number, item: string) => `[${Array(count).fill(item).join(", ")}]`;
const images = (count: number) => `images: ${list(count, '{ base64: "" }')}`;
const texts = (count: number) => `texts: ${list(count, '"a"')}`;
/** How much larger the one answer is than the other. */
const ratio = (query: string, than: string) => bytes(query) / bytes(than);

describe("the estimated size of an answer", () => {
  it("grows with vectors by their dimensions, of the model that is asked", () => {
    const ask = (args: string) => bytes(`{ embedTexts(${texts(10)} ${args}) { vector } }`);
    expect(ask("")).toBeGreaterThan(10 * 100 * 21);
    expect(ask("")).toBeLessThan(10 * 100 * 25);
    expect(ask('model: "test/long"') / ask("")).toBeCloseTo(10, 0);
    expect(ask("route: {}") / ask("")).toBeCloseTo(10, 0);
    expect(ask('model: "test/long", dimensions: 100')).toBeCloseTo(ask(""), -3);
    expect(ask('model: "test/long", dimensions: -5')).toBeGreaterThan(0);
  });

  it("counts base64 by its encoding", () => {
    const ask = (encoding: string) =>
      bytes(`{ embedText(text: "a", model: "test/long") { base64(encoding: ${encoding}) } }`);
    expect(ask("FLOAT32")).toBeGreaterThan(5300);
    expect(ask("FLOAT32") / ask("INT8")).toBeGreaterThan(3);
    expect(ask("INT8") / ask("BINARY")).toBeGreaterThan(5);
  });

  it("is images times texts times models for a table, and names count", () => {
    const table = (i: number, t: number) => `{ similarity(${images(i)}, ${texts(t)}) { cosine } }`;
    expect(ratio(table(100, 500), table(100, 50))).toBeCloseTo((10 * (50 * 23)) / 1150, 0);
    const compare = (models: string) =>
      `{ compare(${images(10)}, ${texts(100)}, models: ${models}) { results { cosine } } }`;
    expect(ratio(compare('["a", "b", "c"]'), compare('["a"]'))).toBeCloseTo(3, 1);
    const aliased = `{ embedTexts(${texts(10)}) { ${"x".repeat(5000)}: truncated } }`;
    expect(bytes(aliased)).toBeGreaterThan(50_000);
  });

  it("has topK labels of each image, and each as long as the longest", () => {
    const labels = `labels: ["${"x".repeat(500)}", ${Array.from({ length: 99 }, (_, i) => `"${i}"`).join(", ")}]`;
    const ask = (topK: string) =>
      bytes(`{ classifyImages(${images(10)}, ${labels} ${topK}) { labels { label } } }`);
    expect(ask("")).toBeGreaterThan(10 * 100 * 500);
    expect(ask("") / ask("topK: 10")).toBeCloseTo(10, 0);
    expect(ask("topK: 1000")).toBe(ask(""));
  });

  it("has as many segments of a video as its limits allow", () => {
    const ask = (segments: string) =>
      bytes(`{ embedVideo(video: { url: "" } ${segments}) { segments { embedding { vector } } } }`);
    const whole = ask("");
    expect(whole).toBeGreaterThan(225 * 100 * 21);
    expect(whole / ask("segments: { endOffsetSec: 160 }")).toBeCloseTo(22.5, 0);
    expect(ask("segments: { intervalSec: 0.0001 }") / whole).toBeCloseTo(1000 / 225, 0);
  });

  it("tells how a model was routed only where there is a route", () => {
    const ask = (args: string) =>
      bytes(`{ embedText(text: "a" ${args}) { route { alternatives { id name } } } }`);
    expect(ask("route: {}") - ask("")).toBeGreaterThan(server.models.length * 60);
  });

  it("counts through fragments, and what was added to the schema", () => {
    const plain = `{ embedTexts(${texts(3)}) { vector } }`;
    const spread = `{ ...Q } fragment Q on Query { embedTexts(${texts(3)}) { ... { ...V } } }
      fragment V on Embedding { vector }`;
    expect(bytes(spread)).toBe(bytes(plain));
    const extended = extendSchema(schema, parse(`extend type Embedding { residual: Vector }`));
    expect(bytes(plain.replace("vector", "residual"), extended)).toBeGreaterThan(3 * 100 * 21);
  });

  it("leaves room in 50 MB for all labels of 300 images, and for 1,000 long vectors", () => {
    const labels = `labels: [${Array.from({ length: 1000 }, (_, i) => `"label ${i}"`).join(", ")}]`;
    const scores = "best { label } labels { label score similarity }";
    expect(bytes(`{ classifyImages(${images(300)}, ${labels}) { ${scores} } }`)).toBeLessThan(50e6);
    const vectors = `{ embedTexts(${texts(1000)}, model: "test/long") { vector base64 } }`;
    expect(1.536 * bytes(vectors)).toBeLessThan(50e6);
  });

  it("leaves fields and arguments that are wrong to GraphQL's own validation", () => {
    expect(bytes(`{ embedTexts(${texts(3)}) { nothing } nobody { vector } }`)).toBeLessThan(4000);
    expect(bytes(`{ embedTexts(texts: 3) { vector } }`)).toBe(0);
  });
});
