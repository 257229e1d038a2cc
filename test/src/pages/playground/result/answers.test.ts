import { buildSchema, graphqlSync } from "graphql";
import { describe, expect, it } from "vitest";
import { answersOf } from "../../../../../src/pages/playground/result/answers.ts";

const schema = buildSchema(`
  type Query { classify(topK: Int, labels: [String!], image: Image): Classification, other: Int }
  input Image { url: String }
  type Classification { best: Label, labels: [Label!]!, scores: [[Float!]!]! }
  type Label { label: String, score: Float }
`);
const labels = [
  { label: "a cat", score: 0.9 },
  { label: "a dog", score: 0.1 },
];
const root = { classify: { best: labels[0], labels, scores: [[1, 2]] }, other: 1 };

function answers(query: string, variables?: Record<string, unknown>, operationName?: string) {
  const given = { schema, source: query, rootValue: root, variableValues: variables };
  const result = graphqlSync({ ...given, operationName });
  expect(result.errors).toBeUndefined();
  return answersOf({ query, operationName, variables, result });
}

describe("the answers of a query", () => {
  it("have the schema's names at every depth, whatever the query calls them", () => {
    const query = "{ a: classify { top: best { name: label } all: labels { s: score } } }";
    expect(answers(query)).toEqual([
      {
        field: "classify",
        key: "a",
        args: {},
        value: { best: { label: "a cat" }, labels: [{ score: 0.9 }, { score: 0.1 }] },
      },
    ]);
  });

  it("come with their arguments, variables and their defaults put in", () => {
    const query = `query ($labels: [String!], $url: String, $topK: Int = 3) {
      classify(labels: $labels, topK: $topK, image: { url: $url }) { best { label } }
    }`;
    const [answer] = answers(query, { labels: ["a"], url: "http://x" });
    expect(answer?.args).toEqual({ labels: ["a"], topK: 3, image: { url: "http://x" } });
  });

  it("follow fragments, and merge what is asked for in several places", () => {
    const query = `query { ...All classify { labels { label } } }
      fragment All on Query { classify { ... on Classification { labels { score } scores } } }`;
    expect(answers(query)).toMatchObject([
      { key: "classify", value: { labels, scores: [[1, 2]] } },
    ]);
  });

  it("keep the query's order, and are those of the operation that was run", () => {
    const query = "query A { other } query B { x: other y: classify { scores } other }";
    expect(answers(query, {}, "B").map(({ key }) => key)).toEqual(["x", "y", "other"]);
  });

  it("are none without data, and where nothing parses", () => {
    const asked = { query: "{ other }", operationName: undefined, variables: {} };
    expect(answersOf({ ...asked, result: { data: null } })).toEqual([]);
    expect(answersOf({ ...asked, result: { data: { other: null } } })).toEqual([]);
    expect(answersOf({ ...asked, query: "{", result: { data: { other: 1 } } })).toEqual([]);
  });
});
