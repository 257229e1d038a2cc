import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { GatewayRequestError, UnifiedEmbedder } from "../../../packages/client/src/index.ts";
import type { Gateway } from "../../../src/gateway.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";
import { startTestGateway } from "../../support/start-gateway.ts";
import { errorJson, scriptedServer, vectorJson } from "./scripted-server.ts";

const roomy = { maxInputs: 1000, maxFiles: 100, maxBodyBytes: 32e6, maxUploadBytes: 400e6 };
const numbers = (length: number) => Array.from({ length }, (_, i) => String(i));
const photos = (length: number) => numbers(length).map((_, i) => new Blob([Uint8Array.of(i % 7)]));

/** Answers limits, and texts of digits with their numbers. */
function numberServer(
  limits: object = roomy,
  other: (texts: string[], index: number) => object | undefined = () => undefined,
) {
  return scriptedServer(async ({ name, variables }, index) => {
    // The later a request comes, the sooner it is answered.
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 20 - index * 5)));
    return {
      body:
        name === "Limits"
          ? { data: { limits } }
          : (other(variables.texts, index) ?? {
              data: { embedTexts: variables.texts.map((text: string) => vectorJson(text)) },
            }),
    };
  });
}

describe("a long list", () => {
  it("is cut into requests within the server's limits and comes back in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 17, max: 150 }),
        fc.integer({ min: 1, max: 70 }),
        async (length, maxInputs) => {
          const { url, asked } = await numberServer({ ...roomy, maxInputs });
          const vectors = await new UnifiedEmbedder({ url }).embedText(numbers(length));
          expect(vectors.map(([number]) => number)).toEqual([...Array(length).keys()]);
          const lengths = asked.slice(1).map(({ variables }) => variables.texts.length);
          expect(Math.max(...lengths)).toBeLessThanOrEqual(maxInputs);
        },
      ),
      { numRuns: 8 },
    );
  });

  it("has its limits asked for once, and a short one never", async () => {
    const { url, asked } = await numberServer();
    const embedder = new UnifiedEmbedder({ url });
    await embedder.embedText(numbers(16));
    await embedder.embedText(numbers(100));
    await embedder.embedText(numbers(100));
    expect(asked.map(({ name }) => name).filter((name) => name === "Limits").length).toBe(1);
    expect(asked[0]!.name).toBe("EmbedTexts");
    expect(asked.length).toBe(6);
  });

  it("has its limits asked for when a short one is too large for a strict server", async () => {
    const { url, asked } = await numberServer({ ...roomy, maxInputs: 3 }, (texts) =>
      texts.length > 3 ? { data: null, errors: [errorJson("TOO_LARGE")] } : undefined,
    );
    const onProgress = vi.fn();
    const embedder = new UnifiedEmbedder({ url });
    const vectors = await embedder.embedText(numbers(7), { onProgress });
    expect(vectors.map(([number]) => number)).toEqual([...Array(7).keys()]);
    expect(asked.map(({ name }) => name).slice(0, 2)).toEqual(["EmbedTexts", "Limits"]);
    expect(onProgress.mock.calls[0]![0].done).toBeLessThan(7);
    await embedder.embedText(numbers(7));
    expect(asked.length).toBe(2 + 3 + 3);
  });

  it("tells how far it is, failed items and those that are tried again included", async () => {
    const soon = { retryable: true, retryAfterMs: 1 };
    const { url } = await numberServer({ ...roomy, maxInputs: 10 }, (texts, index) =>
      index === 1
        ? {
            data: { embedTexts: texts.map((text, i) => (i < 2 ? null : vectorJson(text))) },
            errors: [
              errorJson("OVERLOADED", ["embedTexts", 0], soon),
              errorJson("TOO_LARGE", ["embedTexts", 1]),
            ],
          }
        : undefined,
    );
    const onProgress = vi.fn();
    await expect(
      new UnifiedEmbedder({ url }).embedText(numbers(25), { onProgress }),
    ).rejects.toMatchObject({ code: "TOO_LARGE", path: ["embedTexts", 1] });
    const told = onProgress.mock.calls.map(([progress]) => progress);
    expect(told.map(({ done }) => done).toSorted((a, b) => a - b)).toEqual(
      told.map(({ done }) => done),
    );
    expect(told.at(-1)).toEqual({ done: 25, total: 25 });
    expect(told.length).toBe(4);
  });

  it("has two requests under way at the most", async () => {
    let running = 0;
    let most = 0;
    const { url } = await scriptedServer(async ({ name, variables: { texts } }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running--;
      return name === "Limits"
        ? { body: { data: { limits: { ...roomy, maxInputs: 5 } } } }
        : { body: { data: { embedTexts: texts.map((text: string) => vectorJson(text)) } } };
    });
    await new UnifiedEmbedder({ url }).embedText(numbers(50));
    expect(most).toBe(2);
  });

  it("keeps what was answered when a later request fails as a whole, and sends no more", async () => {
    const { url, asked } = await numberServer({ ...roomy, maxInputs: 5 }, (_, index) =>
      index >= 3 ? { data: null, errors: [errorJson("MODEL_UNAVAILABLE")] } : undefined,
    );
    const call = new UnifiedEmbedder({ url }).embedText(numbers(50));
    const error = (await call.catch((error: unknown) => error)) as GatewayRequestError;
    expect(error.code).toBe("MODEL_UNAVAILABLE");
    expect(error.items!.slice(0, 10).map((item) => (item as Float32Array)[0])).toEqual([
      ...Array(10).keys(),
    ]);
    expect(error.items!.slice(10).every((item) => item instanceof GatewayRequestError)).toBe(true);
    expect(asked.length).toBeLessThanOrEqual(5);
  });

  it("goes on after a request that was too large, which says nothing about the others", async () => {
    const { url, asked } = await numberServer({ ...roomy, maxInputs: 10 }, (texts) =>
      texts.includes("13") ? { errors: [errorJson("TOO_LARGE")] } : undefined,
    );
    const call = new UnifiedEmbedder({ url }).embedText(numbers(30));
    const { items } = (await call.catch((error: unknown) => error)) as GatewayRequestError;
    expect(items!.filter((item) => item instanceof Float32Array).length).toBe(20);
    expect(items![12]).toMatchObject({ code: "TOO_LARGE" });
    expect(asked.length).toBe(4);
  });

  it("throws without items when nothing was answered", async () => {
    const { url } = await numberServer(roomy, () => ({ errors: [errorJson("UNKNOWN_MODEL")] }));
    for (const texts of [[], numbers(1), numbers(100)]) {
      const call = new UnifiedEmbedder({ url }).embedText(texts);
      await expect(call).rejects.toMatchObject({ code: "UNKNOWN_MODEL", items: undefined });
    }
  });

  it("is embedded by one model, though a router could choose another for each request", async () => {
    const { url, asked } = await numberServer({ ...roomy, maxInputs: 10 });
    await new UnifiedEmbedder({ url, model: "mine" }).embedText(numbers(30), {
      route: { cloud: false },
    });
    expect(asked.slice(1).map(({ variables: { model, route } }) => ({ model, route }))).toEqual([
      { route: { cloud: false } },
      { model: "a" },
      { model: "a" },
    ]);
  });

  it("keeps the language of its route when the route has chosen", async () => {
    const { url, asked } = await numberServer({ ...roomy, maxInputs: 10 });
    const embedder = new UnifiedEmbedder({ url });
    const route = { cloud: false, language: "sw" };
    await embedder.embedText(numbers(20), { route });
    await embedder.embedText(numbers(20), { route, language: "de" });
    const sent = asked.filter(({ name }) => name === "EmbedTexts");
    expect(sent.map(({ variables }) => variables.language)).toEqual(["sw", "sw", "de", "de"]);
  });

  it("ends when the caller's signal aborts between two requests", async () => {
    const { url, asked } = await numberServer({ ...roomy, maxInputs: 5 });
    const leaving = new AbortController();
    const call = new UnifiedEmbedder({ url }).embedText(numbers(50), {
      signal: leaving.signal,
      onProgress: () => leaving.abort("enough"),
    });
    expect(await call.catch((reason: unknown) => reason)).toBe("enough");
    expect(asked.length).toBeLessThanOrEqual(4);
  });
});

describe("a list that is longer than a real gateway takes", () => {
  let gateway: Gateway;
  let embedder: UnifiedEmbedder;
  beforeAll(async () => {
    gateway = await startTestGateway(
      { DEFAULT_MODEL: fakeModel.id, MAX_FILES: "5", MAX_INPUTS: "8" },
      { models: [fakeModel], providers: { fake: createFakeProvider() } },
    );
    embedder = new UnifiedEmbedder({ url: `${gateway.url}/graphql` });
  });
  afterAll(() => gateway.close());

  it("is taken, by a few files in each request", async () => {
    const fine = photos(31).filter((_, i) => i % 7 !== 0);
    const vectors = await embedder.embedImages(fine);
    const ones = await Promise.all(fine.slice(0, 6).map((photo) => embedder.embedImage(photo)));
    expect(vectors).toEqual(fine.map((_, i) => ones[i % 6]));
  });

  it("is taken when it is short, too", async () => {
    const fine = photos(14).filter((_, i) => i % 7 !== 0);
    expect((await embedder.embedImages(fine)).length).toBe(12);
    expect((await embedder.embedText(numbers(12))).length).toBe(12);
  });

  it("has the error of each image in its place", async () => {
    const results = await embedder.classifyImages(photos(30), ["a cat", "a dog"]);
    const failed = results.map((result) => result instanceof GatewayRequestError);
    expect(failed).toEqual(photos(30).map((_, i) => i % 7 === 0));
    expect(results[28]).toMatchObject({ code: "INTERNAL", path: ["classifyImages", 28] });

    const { cosine, scores } = await embedder.similarity(photos(30), ["a cat", "a dog"]);
    expect(cosine.map((row) => row instanceof GatewayRequestError)).toEqual(failed);
    expect(scores.map((row) => row instanceof GatewayRequestError)).toEqual(failed);
    expect(cosine[28]).toMatchObject({ code: "INTERNAL", path: ["similarity", "cosine", 28] });
    expect(cosine[29]).toEqual(cosine[1]);
  });
});
