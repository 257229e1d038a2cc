import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GatewayRequestError, UnifiedEmbedder } from "../../../packages/client/src/index.ts";
import type { Model as ModelRecord } from "../../../models/model.ts";
import type { Provider, Video } from "../../../providers/provider.ts";
import type { Gateway } from "../../../src/gateway.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";
import { startTestGateway } from "../../support/start-gateway.ts";
import { errorJson, scriptedServer } from "./scripted-server.ts";

const blob = (...bytes: number[]) => new Blob([Uint8Array.from(bytes)]);
const native: ModelRecord = {
  ...fakeModel,
  video: "NATIVE",
  modalities: ["TEXT", "IMAGE", "VIDEO"],
};
const other: ModelRecord = { ...fakeModel, id: "test/other", aliases: [], space: "test/other" };
const labels = ["a cat", "a dog", "a rocket"];

let gateway: Gateway;
let embedder: UnifiedEmbedder;
const videos: Video[] = [];
beforeAll(async () => {
  const provider: Provider = {
    ...createFakeProvider(),
    async embedVideo(_, video, { segments }) {
      videos.push(video);
      return [0, 1].map((i) => ({
        startOffsetSec: i * segments.intervalSec,
        endOffsetSec: (i + 1) * segments.intervalSec,
        vector: Float32Array.of(3, 4, 0, 0, 0, 0, 0, i),
      }));
    },
  };
  gateway = await startTestGateway(
    { DEFAULT_MODEL: native.id },
    { models: [native, other], providers: { fake: provider } },
  );
  embedder = new UnifiedEmbedder({ url: `${gateway.url}/graphql` });
});
afterAll(() => gateway.close());

describe("the client", () => {
  it("says the language of texts and labels", async () => {
    const wrong = { language: "no tag" };
    const models = [native.id];
    const refusal = expect.objectContaining({ code: "BAD_INPUT" });
    const asked = [
      embedder.embedText(["a"], wrong),
      embedder.classify(blob(1), labels, wrong),
      embedder.classifyImages([blob(1)], labels, wrong),
      embedder.similarity([blob(1)], labels, wrong),
    ];
    for (const { status, ...answer } of await Promise.allSettled(asked)) {
      expect([status, answer]).toEqual(["rejected", { reason: refusal }]);
    }
    const { results } = await embedder.compare([blob(1)], labels, { ...wrong, models });
    expect(results[0]!.error).toEqual(refusal);
  });

  it("classifies an image, with templates and a number of labels of the caller's", async () => {
    const all = await embedder.classify(blob(1), labels);
    expect(all).toMatchObject({ model: { id: native.id }, activation: "SOFTMAX" });
    expect(all.labels.map(({ label }) => label).toSorted()).toEqual(labels);
    expect(all.best).toEqual(all.labels[0]);
    expect(all.timing.batchSize).toBeGreaterThan(0);
    const templates = ["a photo of {label}"];
    const one = await embedder.classify(blob(1), labels, { templates, topK: 1 });
    expect([one.templates, one.labels.length]).toEqual([templates, 1]);
    await expect(embedder.classify(blob(0), labels)).rejects.toMatchObject({ path: ["classify"] });
  });

  it("takes the bytes of an image from a data: URL", async () => {
    const image = `data:image/png;base64,${Buffer.from([2]).toString("base64")}`;
    expect(await embedder.embedImage(image)).toEqual(await embedder.embedImage(blob(2)));
  });

  it("compares models, with each error in its place", async () => {
    const models = [native.id, "test/other"];
    const compared = await embedder.compare([blob(1), blob(0), blob(2)], labels, { models });
    expect(compared.results.map(({ model }) => model.id)).toEqual(models);
    const [, second] = compared.results;
    expect(second).toMatchObject({ error: null, dimensions: 8, costUsd: 0 });
    expect(second!.cosine!.map((row) => row instanceof Float32Array)).toEqual([true, false, true]);
    expect(second!.classifications![2]).toMatchObject({ best: { label: expect.any(String) } });
    for (const failed of [second!.cosine![1], second!.classifications![1]]) {
      expect(failed).toBeInstanceOf(GatewayRequestError);
      expect(failed).toMatchObject({ code: "INTERNAL" });
    }
    expect(compared.agreement).toMatchObject([
      { left: { id: native.id }, right: { id: other.id }, topMatch: expect.any(Number) },
    ]);
  });

  it("tells the reason of an image that failed from either of its cells", async () => {
    const result = {
      model: { id: "a" },
      error: null,
      cosine: [[0.5], null, null],
      classifications: [{ best: {} }, null, null],
    };
    const failed = {
      model: { id: "b" },
      error: { code: "TIMEOUT", message: "late", retryable: true, retryAfterMs: null },
      cosine: null,
      classifications: null,
    };
    const { url } = await scriptedServer(() => ({
      body: {
        data: { compare: { results: [failed, result], agreement: [] } },
        errors: [errorJson("FETCH_FAILED", ["compare", "results", 1, "classifications", 1])],
      },
    }));
    const { results } = await new UnifiedEmbedder({ url }).compare([], [], { models: [] });
    expect(results[0]).toMatchObject({
      error: { code: "TIMEOUT", message: "late", retryable: true },
      cosine: null,
      classifications: null,
    });
    expect(results[0]!.error).toBeInstanceOf(GatewayRequestError);
    expect(results[1]!.cosine).toMatchObject([
      Float32Array.of(0.5),
      { code: "FETCH_FAILED" },
      { code: "UNKNOWN", path: ["compare", "results", 1, "cosine", 2] },
    ]);
    expect(results[1]!.classifications![1]).toMatchObject({ code: "FETCH_FAILED" });
  });

  it("embeds a video by its segments, from a file, its bytes or a place", async () => {
    const { model, segments } = await embedder.embedVideo(blob(7), {
      segments: { intervalSec: 8 },
    });
    expect(model.id).toBe(native.id);
    expect(segments).toMatchObject([
      { startOffsetSec: 0, endOffsetSec: 8 },
      { startOffsetSec: 8, endOffsetSec: 16 },
    ]);
    expect(Math.hypot(...segments[0]!.vector)).toBeCloseTo(1, 6);
    await embedder.embedVideo(Uint8Array.of(7));
    await embedder.embedVideo("gs://bucket/a.mp4");
    await embedder.embedVideo("data:video/mp4;base64,Bw==");
    expect(videos.map((video) => ("gcsUri" in video ? video.gcsUri : [...video.bytes]))).toEqual([
      [7],
      [7],
      "gs://bucket/a.mp4",
      [7],
    ]);
    await expect(embedder.embedVideo({} as never)).rejects.toThrow(/^A video must be/);
  });

  it("lists the models that pass a filter", async () => {
    const models = await embedder.models();
    expect(models.map(({ id }) => id)).toEqual([native.id, other.id]);
    expect(models[0]).toMatchObject({ hosting: "LOCAL", availability: { status: "READY" } });
    const [only, ...rest] = await embedder.models({ modality: "VIDEO", available: true });
    expect([only!.id, rest]).toEqual([native.id, []]);
  });

  it("asks the router, and the server for its limits", async () => {
    const { selected, steps } = await embedder.route({ language: "en", cloud: false });
    expect([native.id, other.id]).toContain(selected.id);
    expect(steps[0]).toMatchObject({ question: expect.any(String), answer: expect.any(String) });
    expect(await embedder.limits()).toMatchObject({ maxFiles: 100, maxInputs: 1000 });
  });

  it("lets a call name its own model, length or route", async () => {
    const short = new UnifiedEmbedder({ url: `${gateway.url}/graphql`, dimensions: 4 });
    expect((await short.embedImages([blob(1)]))[0]!.length).toBe(4);
    expect((await short.embedText(["a"], { dimensions: 8 }))[0]!.length).toBe(8);
    const named = new UnifiedEmbedder({ url: `${gateway.url}/graphql`, model: "nobody" });
    const { model } = await named.classify(blob(1), labels, { model: other.id });
    expect(model.id).toBe(other.id);
    expect((await named.similarity([blob(1)], labels, { route: {} })).model.id).toContain("test/");
    await expect(
      named.embedText(["a"], { model: other.id, route: { cloud: false } }),
    ).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it("sends the headers of the embedder, and those of the call in their place", async () => {
    const { url, asked } = await scriptedServer(() => ({ body: { data: { models: [] } } }));
    const headers = { "X-User": "ada", "x-team": "a" };
    await new UnifiedEmbedder({ url, headers }).models({}, { headers: { "x-user": "grace" } });
    expect(asked[0]!.headers).toMatchObject({ "x-user": "grace", "x-team": "a" });
  });

  it("keeps vectors out of logs of its errors", async () => {
    const error = (await embedder
      .embedText(["a", "bad"])
      .catch((error: unknown) => error)) as GatewayRequestError;
    expect(error.items).toEqual([expect.any(Float32Array), expect.any(GatewayRequestError)]);
    expect(Object.keys(error)).not.toContain("items");
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: "INTERNAL" });
  });
});
