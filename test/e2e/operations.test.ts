import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";

const embedImage = `query ($image: ImageInput!) { embedImage(image: $image) { dimensions } }`;
const image = { base64: Buffer.from("an image").toString("base64") };

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startTestGateway(
    { DEFAULT_MODEL: fakeModel.id, MAX_BODY_BYTES: "1000000", MAX_COST: "500" },
    { models: [fakeModel], providers: { fake: createFakeProvider() } },
  );
});
afterAll(() => gateway.close());

describe("hostile operations", () => {
  it("that are malformed keep GraphQL's own codes", async () => {
    const codes = await Promise.all(
      [
        post(gateway, "{"),
        post(gateway, "{ nothing }"),
        post(gateway, embedImage, { image: {} }),
        post(gateway, embedImage, { image: { url: "http://a.b", base64: "" } }),
      ].map(async (answer) => (await answer).errors![0]!.extensions.code),
    );
    expect(codes).toEqual([
      "GRAPHQL_PARSE_FAILED",
      "GRAPHQL_VALIDATION_FAILED",
      "BAD_USER_INPUT",
      "BAD_USER_INPUT",
    ]);
  });

  it("that are too deep are refused with the limit", async () => {
    const nested = (levels: number) =>
      `{ __type(name: "Query") { ${"ofType { ".repeat(levels)} name ${" }".repeat(levels)} } }`;
    const { status, errors } = await post(gateway, nested(15));
    expect(errors![0]).toMatchObject({
      message: "The query is 17 levels deep; the limit is 16.",
      extensions: { code: "TOO_LARGE" },
    });
    expect(status).toBe(413);
    expect((await post(gateway, nested(14))).errors).toBeUndefined();
  });

  it("with too many aliases are refused, through fragments as well", async () => {
    const fields = Array.from({ length: 51 }, (_, i) => `a${i}: model(id: "x") { id }`).join(" ");
    for (const query of [`{ ${fields} }`, `query { ...F } fragment F on Query { ${fields} }`]) {
      const { errors } = await post(gateway, query);
      expect(errors![0]!.message).toBe("The query has 51 root fields; the limit is 50.");
      expect(errors![0]!.extensions.code).toBe("TOO_LARGE");
    }
  });

  it("whose fragments multiply are refused without being expanded", async () => {
    const fragments = Array.from(
      { length: 30 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    const bomb = `query { ...F0 } ${fragments.join(" ")} fragment F30 on Query { limits { maxInputs } }`;
    const { errors } = await post(gateway, bomb);
    expect(errors![0]!.extensions.code).toBe("TOO_LARGE");
  });

  it("that cost too many inputs are refused with the cost and how it is counted", async () => {
    const labels = Array.from({ length: 100 }, (_, i) => `label ${i}`);
    const templates = ["{label}", "a {label}", "b {label}", "c {label}", "d {label}"];
    const { errors } = await post(
      gateway,
      `query ($image: ImageInput!, $labels: [String!]!, $templates: [String!]) {
        classify(image: $image, labels: $labels, templates: $templates) { best { label } }
      }`,
      { image, labels, templates },
    );
    expect(errors![0]).toMatchObject({
      message:
        "The query costs 501 inputs (images + texts, times templates, times models); the limit is 500 (MAX_COST).",
      extensions: { code: "TOO_LARGE" },
    });
  });

  it("with null where it may not be keep GraphQL's own code", async () => {
    const query = `query ($p: Purpose) { embedText(text: "a", purpose: $p) { tokens } }`;
    const { errors } = await post(gateway, query, { p: null });
    expect(errors![0]!.extensions.code).toBe("BAD_USER_INPUT");
  });

  it("with wrong variables hear of the first thing that is wrong, and not their photo again", async () => {
    const fields = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`field${i}`, i]));
    const { status, errors } = await post(gateway, embedImage, {
      image: { ...fields, base64: "x".repeat(500_000) },
    });
    expect(status).toBe(400);
    expect(errors).toHaveLength(1);
    expect(errors![0]!.message).toMatch(/Field "field0" is not defined by type "ImageInput"/);
    expect(errors![0]!.message.length).toBeLessThan(1100);
    expect(errors![0]!.extensions).toEqual({ code: "BAD_USER_INPUT", retryable: false });
  });

  it("quote long values in part, and whole characters only", async () => {
    const { errors } = await post(
      gateway,
      `query ($id: ID!) { model(id: $id) { id } embedText(text: "a", model: $id) { space } }`,
      {
        id: "x".repeat(100_000),
      },
    );
    expect(errors![0]!.message.length).toBeLessThan(1100);
    const broken = await post(gateway, embedImage, { image: { base64: "😀" } });
    expect(broken.errors![0]!.message.isWellFormed()).toBe(true);
  });

  it("that are larger than MAX_BODY_BYTES are refused in GraphQL's form", async () => {
    const { status, errors } = await post(gateway, embedImage, { image: { url: "x".repeat(2e6) } });
    expect(status).toBe(413);
    expect(errors![0]!.extensions).toEqual({ code: "TOO_LARGE", retryable: false });
  });

  it("that are no JSON are refused in GraphQL's form, without a stack", async () => {
    const answer = await post(
      gateway,
      "",
      {},
      { body: "{", headers: { "content-type": "application/json" } },
    );
    expect(answer.status).toBe(400);
    expect(answer.errors![0]!.extensions.code).toBe("BAD_INPUT");
    expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.js:/);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/errors_total\{code="BAD_INPUT"[^}]*\} [1-9]/);
  });
});
