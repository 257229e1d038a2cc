import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GatewayRequestError, UnifiedEmbedder } from "../../../src/client/index.ts";
import type { Gateway } from "../../../src/gateway.ts";
import { createFakeProvider, fakeModel } from "../../fake-provider.ts";
import { startTestGateway } from "../../start-gateway.ts";

const blob = (...bytes: number[]) => new Blob([Uint8Array.from(bytes)]);

let gateway: Gateway;
let embedder: UnifiedEmbedder;
beforeAll(async () => {
  gateway = await startTestGateway(
    { DEFAULT_MODEL: fakeModel.id },
    { models: [fakeModel], providers: { fake: createFakeProvider() } },
  );
  embedder = new UnifiedEmbedder({ url: `${gateway.url}/graphql`, model: "fake" });
});
afterAll(() => gateway.close());

describe("the client", () => {
  it("embeds texts to unit vectors, in order", async () => {
    const [a, b] = await embedder.embedText(["a", "b"]);
    const [again] = await embedder.embedText(["b"], { purpose: "QUERY" });
    expect(a).toBeInstanceOf(Float32Array);
    expect(Math.hypot(...a!)).toBeCloseTo(1, 6);
    expect(again).toEqual(b);
  });

  it("sends files, in order", async () => {
    const [one, two] = await embedder.embedImages([blob(1), blob(2)]);
    expect(await embedder.embedImage(blob(2))).toEqual(two);
    expect(one).not.toEqual(two);
  });

  it("asks for the length it was made for", async () => {
    const short = new UnifiedEmbedder({ url: `${gateway.url}/graphql`, dimensions: 4 });
    expect((await short.embedText(["a"]))[0]!.length).toBe(4);
  });

  it("compares images with texts; the row of a failing image is null", async () => {
    const { activation, cosine, scores } = await embedder.similarity(
      [blob(0), blob(1)],
      ["a", "b"],
    );
    expect(activation).toBe("SOFTMAX");
    expect([cosine[0], scores[0]]).toEqual([null, null]);
    expect(scores[1]!.length).toBe(2);
  });

  it("throws the gateway's error with its code and path", async () => {
    const failure = await embedder.embedText(["a", "bad"]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GatewayRequestError);
    expect(failure).toMatchObject({ path: ["embedTexts", 1] });
    const unknown = new UnifiedEmbedder({ url: `${gateway.url}/graphql`, model: "nobody" });
    await expect(unknown.embedText(["a"])).rejects.toMatchObject({ code: "UNKNOWN_MODEL" });
  });

  it("throws what is no GraphQL answer", async () => {
    const lost = new UnifiedEmbedder({ url: `${gateway.url}/nowhere` });
    await expect(lost.embedText(["a"])).rejects.toThrow("status 404");
  });

  it("can be cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(embedder.embedText(["a"], { signal })).rejects.toThrow(/abort/i);
  });

  it("uses nothing that browsers lack", () => {
    for (const file of ["index.ts", "request.ts"])
      expect(readFileSync(`src/client/${file}`, "utf8")).not.toMatch(/node:|Buffer\.|process\./);
  });
});
