import { describe, expect, it } from "vitest";
import { linkedQuery, withoutLinkedQuery } from "../../../../src/pages/playground/linked-query.ts";

const search = (params: Record<string, string>) => `?${new URLSearchParams(params)}`;

describe("a query in the address", () => {
  it("comes with its variables, laid out to be read, and its operation's name", () => {
    const given = {
      query: "query A { a } query B { b }",
      operationName: "B",
      variables: '{"x":1}',
    };
    expect(linkedQuery(search(given))).toEqual({ ...given, variables: '{\n  "x": 1\n}' });
  });

  it("keeps variables that are no JSON object for the visitor to mend", () => {
    for (const variables of ['{"x":', "[1]", "null"]) {
      expect(linkedQuery(search({ query: "{ a }", variables }))).toMatchObject({ variables });
    }
    expect(linkedQuery("?query={a}")).toEqual({ query: "{a}", variables: "" });
  });

  it("is none where there is no query", () => {
    expect(linkedQuery("")).toBeUndefined();
    expect(linkedQuery("?query=%20&variables={}")).toBeUndefined();
  });

  it("leaves the address, and everything else stays in it", () => {
    expect(withoutLinkedQuery("?query=a&variables=b&operationName=c")).toBe("");
    expect(withoutLinkedQuery("?query=a&theme=dark")).toBe("?theme=dark");
  });
});
