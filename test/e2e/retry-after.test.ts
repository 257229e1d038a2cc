import { describe, expect, it } from "vitest";
import { GatewayError } from "../../models/errors.ts";
import { type Answer, gatewayForTest } from "../support/start-gateway.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";

/** Seconds that a text asks for, in a model that has never time: "wait 2.5". */
async function busyGateway() {
  const provider = createFakeProvider({
    embed: async (inputs) =>
      inputs.map((input) => {
        const seconds = input.modality === "TEXT" && /wait (.*)/.exec(input.text)?.[1];
        const details = seconds ? { retryAfterMs: Number(seconds) * 1000 } : {};
        return new GatewayError("OVERLOADED", "Too many inputs wait.", details);
      }),
  });
  const settings = { DEFAULT_MODEL: fakeModel.id };
  return gatewayForTest(settings, { models: [fakeModel], providers: { fake: provider } });
}

const embedTexts = "query ($texts: [String!]!) { embedTexts(texts: $texts) { space } }";

describe("an answer whose errors say when to come back", () => {
  it.each([
    [["wait 2.5"], "3"],
    [["wait 1", "wait 7", "soon"], "7"],
    [["soon"], "1"],
  ])("says so in its header, in whole seconds, for the longest wait: %j", async (texts, wait) => {
    const { url } = await busyGateway();
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "http://localhost:3000" },
      body: JSON.stringify({ query: embedTexts, variables: { texts } }),
    });
    const { errors } = (await response.json()) as Pick<Answer, "errors">;
    expect(errors!.map(({ extensions }) => extensions.code)).toEqual(texts.map(() => "OVERLOADED"));
    expect(response.headers.get("retry-after")).toBe(wait);
    // Pages of other origins may read it.
    expect(response.headers.get("access-control-expose-headers")).toMatch(/^retry-after,/);
  });
});
