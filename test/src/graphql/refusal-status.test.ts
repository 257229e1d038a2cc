import { afterAll, beforeAll, expect, it } from "vitest";
import { GatewayError } from "../../../models/errors.ts";
import type { Gateway } from "../../../src/gateway.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";
import { bearer, writeKeys } from "../../support/keys.ts";
import { post, startTestGateway } from "../../support/start-gateway.ts";

const other = { ...fakeModel, id: "test/other", aliases: [], space: "test/other" };
const limited = createFakeProvider({
  embed: async (inputs) => inputs.map(() => new GatewayError("RATE_LIMITED", "Wait.")),
});

let gateway: Gateway;
let keys: Awaited<ReturnType<typeof writeKeys>>;
beforeAll(async () => {
  keys = await writeKeys({ web: { models: ["fake"] }, all: {} });
  gateway = await startTestGateway(
    { API_KEYS_FILE: keys.file, DEFAULT_MODEL: fakeModel.id },
    { models: [fakeModel, other], providers: { fake: limited } },
  );
});
afterAll(async () => {
  await gateway.close();
  await keys.remove();
});

const ask = (query: string, key = "web") =>
  post(gateway, query, {}, { headers: { "content-type": "application/json", ...bearer(key) } });

const named = `forbidden: embedText(text: "a", model: "test/other") { space }`;
const rateLimited = `rateLimited: embedText(text: "a") { space }`;

it("a model that the key does not cover is FORBIDDEN, 403, with those that it does", async () => {
  expect(await ask(`{ ${named} }`)).toMatchObject({
    status: 403,
    data: null,
    errors: [
      {
        message: "This key does not cover test/other. It covers test/fake.",
        extensions: { code: "FORBIDDEN", retryable: false },
      },
    ],
  });
  expect(await ask("{ models { id } }")).toMatchObject({ data: { models: [{ id: "test/fake" }] } });
  expect((await ask("{ models { id } }", "all")).data.models).toHaveLength(2);
  expect((await ask(`{ ${rateLimited} }`)).status).toBe(429);
});

it("other answers have 200, with errors or without", async () => {
  expect((await ask(`{ embedTexts(texts: ["a"]) { space } }`)).status).toBe(200);
  expect((await ask(`{ embedText(text: "a", model: "none") { space } }`)).status).toBe(200);
  expect((await ask("{ limits { maxInputs } }")).status).toBe(200);
});
