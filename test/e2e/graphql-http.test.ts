import { auditServer } from "graphql-http";
import { expect, it } from "vitest";
import { gatewayForTest } from "../support/start-gateway.ts";

/**
 * What the GraphQL-over-HTTP specification recommends and Parallax does not do. MUSTs are never
 * among these.
 */
const known = [
  // Simple GET requests are what other sites can make a browser send: they need a header more.
  "5A70 MAY accept application/x-www-form-urlencoded formatted GET requests",
  "D6D5 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json",
  "6A70 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json",
  // Apollo answers 400 in either media type, so that proxies and logs see the failure.
  "572B SHOULD use 200 status code on document parsing failure when accepting application/json",
  "FDE2 SHOULD use 200 status code on document validation failure when accepting application/json",
  "7B9B SHOULD use a status code of 200 on variable coercion failure when accepting application/json",
];

it("speaks GraphQL over HTTP as specified, but for the recommendations named here", async () => {
  const { url } = await gatewayForTest();
  const results = await auditServer({ url: `${url}/graphql` });
  const failed = results.filter(({ status }) => status !== "ok");
  expect(results.length).toBeGreaterThan(50);
  expect(failed.map(({ id, name }) => `${id} ${name}`).toSorted()).toEqual(known.toSorted());
});
