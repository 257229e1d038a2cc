import { ApolloServerErrorCode } from "@apollo/server/errors";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorCodes } from "../../models/errors.ts";
import type { Gateway } from "../../src/gateway.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const persistedQuery = { version: 1, sha256Hash: "none" };
const typename = "{ __typename }";
const textOf = "query ($t: String!) { embedText(text: $t) { space } }";

/** Requests that Apollo or GraphQL refuses, with the code of each. */
const refused: [code: string, what: string, body: unknown][] = [
  ["BAD_USER_INPUT", "a number as a text", { query: textOf, variables: { t: 3 } }],
  ["BAD_USER_INPUT", "a mutation", { query: "mutation { a }" }],
  ["GRAPHQL_PARSE_FAILED", "half a query", { query: "{ embedText(" }],
  ["GRAPHQL_VALIDATION_FAILED", "an unknown field", { query: "{ nothing }" }],
  ["OPERATION_RESOLUTION_FAILURE", "an unknown name", { query: typename, operationName: "A" }],
  ["BAD_REQUEST", "no query", {}],
  ["BAD_REQUEST", "a list of operations", [{ query: typename }]],
  ["BAD_REQUEST", "variables in a string", { query: typename, variables: "{}" }],
  ["PERSISTED_QUERY_NOT_FOUND", "an unknown hash", { extensions: { persistedQuery } }],
];

/** These stand for others: INTERNAL, and a cache of queries that is never switched off. */
const neverSent = ["INTERNAL_SERVER_ERROR", "PERSISTED_QUERY_NOT_SUPPORTED"];

describe("docs/errors.md", () => {
  it.each(refused)("has %s, which is the code of %s", async (code, _what, body) => {
    const { errors } = await post(gateway, "", {}, { body: JSON.stringify(body) });
    expect(errors!.map(({ extensions }) => extensions)).toEqual([{ code, retryable: false }]);
  });

  it("has BAD_REQUEST, which is the code of a form without the header against other sites", async () => {
    const body = new FormData();
    body.set("operations", "{}");
    const { errors } = await post(gateway, "", {}, { headers: {}, body });
    expect(errors![0]!.extensions.code).toBe("BAD_REQUEST");
  });

  it("has every code that can come, and no other", () => {
    const rows = [...readFileSync("docs/errors.md", "utf8").matchAll(/^\| (`[^|]+`) \|/gm)];
    const listed = rows.flatMap(([, codes]) => codes!.replaceAll("`", "").split(", "));
    const ofGraphql = new Set(refused.map(([code]) => code));
    expect(listed.toSorted()).toEqual([...errorCodes, "INTERNAL", ...ofGraphql].toSorted());
    expect(Object.values(ApolloServerErrorCode).toSorted()).toEqual(
      [...ofGraphql, ...neverSent].toSorted(),
    );
  });
});
