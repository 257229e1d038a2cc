import type { ExecutionResult } from "graphql";
import { GraphQLError } from "graphql";
import { describe, expect, it } from "vitest";
import { drawingsOf } from "../../../../../src/pages/playground/result/drawings.ts";

const files = new Map([["cat.jpg", "blob:cat"]]);
const images = [{ upload: "cat.jpg" }, { url: "https://x.org/a/my%20dog.jpg?size=1" }];
const [cat, dog] = [
  { name: "cat.jpg", thumbnail: "blob:cat" },
  { name: "my dog.jpg", thumbnail: undefined },
];
const labels = [
  { label: "a cat", score: 0.9 },
  { label: "a dog", score: 0.1 },
];
const texts = ["a cat", "a dog"];

function drawings(query: string, variables: object, data: object, ...errors: GraphQLError[]) {
  const result = { data, errors } as ExecutionResult;
  return drawingsOf({ query, operationName: undefined, variables, result, files });
}

const failed = (message: string, ...path: (string | number)[]) =>
  new GraphQLError(message, { path });

describe("bars", () => {
  const query =
    "query ($i: ImageInput!) { a: classify(image: $i) { all: labels { label score } } }";

  it("are drawn of a classification under its alias, with the photo that was asked about", () => {
    const all = labels;
    expect(drawings(query, { i: images[0] }, { a: { all } })).toEqual([
      {
        kind: "bars",
        key: "a",
        facts: "",
        rows: [{ picture: cat, bars: labels, more: 0, problem: undefined }],
      },
    ]);
  });

  it("are the best label alone where only that was asked for", () => {
    const best = '{ classify(image: { base64: "AA==" }) { best { label score } model { id } } }';
    const data = { classify: { best: labels[0], model: { id: "a model" } } };
    expect(drawings(best, {}, data)).toMatchObject([
      {
        facts: "a model",
        rows: [
          {
            picture: { name: "photo 1", thumbnail: "data:image/jpeg;base64,AA==" },
            bars: [labels[0]],
          },
        ],
      },
    ]);
  });

  it("are as many as one can look at, and say how many labels are left", () => {
    const all = Array.from({ length: 30 }, (_, i) => ({ label: `label ${i}`, score: 1 / (i + 2) }));
    const [drawing] = drawings(query, { i: images[0] }, { a: { all } });
    expect(drawing).toMatchObject({ rows: [{ bars: all.slice(0, 20), more: 10 }] });
  });

  it("of many photos have the error at the place of the photo that failed", () => {
    const many =
      "query ($i: [ImageInput!]!) { classifyImages(images: $i) { labels { label score } } }";
    const error = failed("This is no image.", "classifyImages", 1);
    expect(
      drawings(many, { i: images }, { classifyImages: [{ labels }, null] }, error),
    ).toMatchObject([
      {
        rows: [
          { picture: cat, bars: labels, problem: undefined },
          { picture: dog, bars: [], problem: "This is no image." },
        ],
      },
    ]);
  });
});

describe("heat maps", () => {
  const query =
    "query ($i: [ImageInput!]!, $t: [String!]!) " +
    "{ s: similarity(images: $i, texts: $t) { p: scores cosine activation timing { totalMs } } }";

  it("are drawn of scores and of cosines, each with a scale of its own", () => {
    const s = {
      p: [[0.9, 0.1], null],
      cosine: [[0.3, -0.1], null],
      activation: "SOFTMAX",
      timing: { totalMs: 12.3 },
    };
    const error = failed("This is no image.", "s", "p", 1);
    const problem = "This is no image.";
    expect(drawings(query, { i: images, t: texts }, { s }, error)).toEqual([
      {
        kind: "heat maps",
        key: "s",
        facts: "softmax · 12 ms",
        maps: [
          {
            title: "Scores (softmax)",
            meaning: "score",
            texts,
            rows: [
              { picture: cat, numbers: [0.9, 0.1], problem: undefined },
              { picture: dog, numbers: null, problem },
            ],
            least: 0.1,
            most: 0.9,
          },
          {
            title: "Cosines",
            meaning: "cosine",
            texts,
            rows: [
              { picture: cat, numbers: [0.3, -0.1], problem: undefined },
              { picture: dog, numbers: null, problem },
            ],
            least: -0.1,
            most: 0.3,
          },
        ],
      },
    ]);
  });

  it("are left to the JSON where they would be a wall of numbers", () => {
    const many = Array.from({ length: 100 }, () => images[0]);
    const row = Array.from({ length: 41 }, (_, i) => i);
    const s = { cosine: many.map(() => row) };
    expect(drawings(query, { i: many, t: row.map(String) }, { s })).toEqual([]);
  });
});

describe("columns", () => {
  const query = `query ($i: [ImageInput!]!, $t: [String!]!, $m: [ID!]!) {
    compare(images: $i, texts: $t, models: $m) {
      results { error { message } latencyMs costUsd cosine classifications { best { label score } } }
      agreement { left { id } right { id } kendallTau topMatch }
    }
  }`;
  const variables = { i: images, t: texts, m: ["first", "second", "third"] };

  it("are drawn one a model, with the best label of each photo or what went wrong", () => {
    const results = [
      { latencyMs: 4.5, costUsd: 0, classifications: [{ best: labels[0] }, null] },
      { error: { message: "Set the key." }, classifications: null },
      { latencyMs: 40.6, costUsd: 0.00012, classifications: [null, { best: labels[1] }] },
    ];
    const agreement = [
      { left: { id: "first" }, right: { id: "third" }, kendallTau: 0.5, topMatch: 2 / 3 },
      { left: { id: "first" }, right: { id: "third" }, kendallTau: null, topMatch: null },
    ];
    const error = failed("This is no image.", "compare", "results", 0, "classifications", 1);
    const data = { compare: { results, agreement } };
    const [drawing] = drawings(query, variables, data, error);
    expect(drawing).toMatchObject({
      kind: "columns",
      pictures: [cat, dog],
      meaning: "score",
      columns: [
        {
          model: "first",
          facts: ["4.5 ms", "$0"],
          problem: undefined,
          cells: [{ best: labels[0] }, { problem: "This is no image." }],
        },
        { model: "second", facts: [], problem: "Set the key." },
        { model: "third", facts: ["41 ms", "$0.00012"], cells: [{}, { best: labels[1] }] },
      ],
      agreement: [
        "first and third: the same best text for 67 % of the photos, Kendall's tau of all texts 0.50.",
      ],
      maps: [],
    });
  });

  it("have the text with the highest cosine where no classifications were asked for", () => {
    const cosine = [
      [0.1, 0.3],
      [0.2, -0.2],
    ];
    const [drawing] = drawings(query, variables, { compare: { results: [{ cosine }] } });
    expect(drawing).toMatchObject({
      meaning: "cosine",
      columns: [
        {
          cells: [
            { best: { label: "a dog", score: 0.3 } },
            { best: { label: "a cat", score: 0.2 } },
          ],
        },
      ],
      maps: [{ title: "Cosines of first", least: -0.2, most: 0.3 }],
    });
  });
});

describe("nothing", () => {
  it.each([
    ["of fields that are no pictures", "{ models { id } }", { models: [{ id: "a" }] }],
    [
      "of a classification without labels",
      "{ classify { model { id } } }",
      { classify: { model: {} } },
    ],
    ["of a similarity without numbers", "{ similarity { activation } }", { similarity: {} }],
    ["of a comparison without results", "{ compare { agreement { topMatch } } }", { compare: {} }],
  ])("is drawn %s", (_, query, data) => {
    expect(drawings(query, {}, data)).toEqual([]);
  });
});
