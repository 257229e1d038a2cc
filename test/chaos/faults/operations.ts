import type { Fault } from "./fault.ts";
import { provoke } from "./provoke.ts";

/** Small operations that ask for large work. */
export const operations: Fault = {
  // What is allowed of it is work all the same.
  excuses: { codes: ["OVERLOADED", "TIMEOUT", "FETCH_FAILED"], afterMs: 45_000 },
  async run(rig) {
    const texts = Array.from({ length: 1000 }, (_, i) => `text ${i}`);
    const fields = (count: number, field: (i: number) => string) =>
      Array.from({ length: count }, (_, i) => field(i)).join(" ");

    await provoke(rig, "a template bomb", {
      query: `query ($image: ImageInput!, $labels: [String!]!, $templates: [String!]) {
        classify(image: $image, labels: $labels, templates: $templates) { best { label } }
      }`,
      variables: {
        image: { base64: "aGVsbG8=" },
        labels: Array.from({ length: 50 }, (_, i) => `${i} ${"x".repeat(10_000)}`),
        templates: Array.from({ length: 20 }, (_, i) => `${i} ${"{label}".repeat(1000)}`),
      },
    });
    await provoke(rig, "vectors under many aliases", {
      query: `query ($texts: [String!]!) {
        ${fields(50, (i) => `e${i}: embedTexts(texts: $texts) { a: vector b: vector c: vector d: vector }`)}
      }`,
      variables: { texts },
    });
    await provoke(rig, "catalogs under many aliases", {
      query: `{ ${fields(50, (i) => `m${i}: models { ${fields(30, (j) => `f${j}: trainingData`)} }`)} }`,
    });
    await provoke(rig, "fragments that multiply", {
      query: `query { ...F0 } ${fields(30, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)}
        fragment F30 on Query { limits { maxInputs } }`,
    });
    await provoke(rig, "a deep query", { query: "{ a ".repeat(5000) + "}".repeat(5000) });
    await provoke(rig, "a query of many words", { query: `{ ${"a ".repeat(1_000_000)} }` });
    await provoke(rig, "a long comparison", {
      query: `query ($images: [ImageInput!]!, $texts: [String!]!) {
        similarity(images: $images, texts: $texts) { cosine scores }
      }`,
      variables: { images: texts.map((text) => ({ base64: btoa(text) })), texts },
    });
  },
};
