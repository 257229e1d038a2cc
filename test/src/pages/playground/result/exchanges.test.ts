import { describe, expect, it } from "vitest";
import type { Attachment } from "../../../../../src/pages/playground/attachments.ts";
import {
  belongsTo,
  createLastExchange,
} from "../../../../../src/pages/playground/result/exchanges.ts";

const cat: Attachment = { name: "cat.jpg", kind: "image", url: "blob:cat" };
const query = "query Q($a: ImageInput!, $b: Int) { x(a: $a, b: $b) }";
const variables = { a: { upload: "cat.jpg" }, b: 1 };
const result = { data: { x: 1 } };
const response = JSON.stringify(result, null, 2);

function heard() {
  const last = createLastExchange(() => [cat]);
  last.hear({ query, operationName: "Q", variables, result });
  return last;
}

describe("what a response belongs to", () => {
  it("is the last exchange, if its result is what the response shows", () => {
    expect(heard().withResponse(response)).toMatchObject({ query, variables });
    expect(heard().withResponse("{}")).toBeUndefined();
    expect(createLastExchange(() => []).withResponse(response)).toBeUndefined();
  });

  it("is not GraphiQL's question for the schema", () => {
    const last = heard();
    last.hear({ query, operationName: "IntrospectionQuery", variables, result: { data: {} } });
    expect(last.withResponse(response)).toBeDefined();
  });

  it("is still there after a comment, a line break or another order of fields", () => {
    const now = {
      query: `# A comment.\n${query.replaceAll(" ", "\n")}`,
      variables: { b: 1, a: { upload: "cat.jpg" } },
    };
    expect(belongsTo(heard().withResponse(response)!, now, [cat])).toBe(true);
  });

  it.each([
    ["another query", { query: query.replace("x(", "y: x("), variables }],
    ["another number", { query, variables: { ...variables, b: 2 } }],
    ["a missing variable", { query, variables: undefined }],
    ["a query that does not parse", { query: "query (", variables }],
  ])("is gone with %s", (_, now) => {
    expect(belongsTo(heard().withResponse(response)!, now, [cat])).toBe(false);
  });

  it("is gone with a file that was removed, or replaced by one of the same name", () => {
    const given = heard().withResponse(response)!;
    const now = { query, variables };
    expect(belongsTo(given, now, [])).toBe(false);
    expect(belongsTo(given, now, [{ ...cat, url: "blob:another" }])).toBe(false);
  });
});
