import { describe, expect, it } from "vitest";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { createRunQuery, image } from "../support/run-query.ts";

describe("embedText", () => {
  it("answers the vector with its model, space, tokens and timing", async () => {
    const runQuery = await createRunQuery();
    const { data, errors } = await runQuery(`{
      embedText(text: "a cat") {
        model { id } space modality dimensions vector truncated tokens route { fallback }
        timing { totalMs queueMs computeMs batchSize cached }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data!.embedText).toMatchObject({
      model: { id: "test/fake" },
      space: "test/fake",
      modality: "TEXT",
      dimensions: 8,
      truncated: false,
      tokens: 4,
      route: null,
      timing: { batchSize: 1, cached: false },
    });
  });

  it("sends numbers that read back to the same float32, and the same in base64", async () => {
    const runQuery = await createRunQuery();
    const { data } = await runQuery(`{ embedText(text: "a") { vector base64 } }`);
    const { vector, base64 } = JSON.parse(JSON.stringify(data)).embedText;
    const bytes = Buffer.from(base64, "base64");
    expect(vector.map((x: number) => Math.fround(x))).toEqual(
      vector.map((_: number, i: number) => bytes.readFloatLE(i * 4)),
    );
  });

  it("cuts to a supported length, and refuses any other with the list", async () => {
    const runQuery = await createRunQuery();
    const { data } = await runQuery(
      `{ embedText(text: "a", dimensions: 4) { dimensions vector } }`,
    );
    expect((data!.embedText as { vector: number[] }).vector.length).toBe(4);
    const { errors } = await runQuery(`{ embedText(text: "a", dimensions: 5) { space } }`);
    expect(errors![0]).toMatchObject({
      message: "test/fake has no vectors of 5 dimensions; it has 8, 4.",
      extensions: { code: "UNSUPPORTED_DIMENSIONS", retryable: false },
    });
  });

  it("refuses an unknown model, and a model together with a route", async () => {
    const runQuery = await createRunQuery();
    const unknown = await runQuery(`{ embedText(text: "a", model: "clap") { space } }`);
    expect(unknown.errors![0]!.extensions.code).toBe("UNKNOWN_MODEL");
    const both = await runQuery(`{ embedText(text: "a", model: "fake", route: {}) { space } }`);
    expect(both.errors![0]!.extensions.code).toBe("BAD_INPUT");
  });

  it("refuses a modality that the model does not take", async () => {
    const models = [{ ...fakeModel, modalities: ["IMAGE"] as const }];
    const runQuery = await createRunQuery({ models });
    const { errors } = await runQuery(`{ embedText(text: "a") { space } }`);
    expect(errors![0]).toMatchObject({
      message: "test/fake does not take TEXT; it takes IMAGE.",
      extensions: { code: "UNSUPPORTED_MODALITY" },
    });
  });
});

describe("embedTexts", () => {
  it("answers in order, with null and an error at the path of a failing item", async () => {
    const runQuery = await createRunQuery();
    const { data, errors } = await runQuery(`{ embedTexts(texts: ["a", "bad", "c"]) { tokens } }`);
    expect(data!.embedTexts).toEqual([{ tokens: 3 }, null, { tokens: 3 }]);
    expect(errors!.map(({ path }) => path)).toEqual([["embedTexts", 1]]);
  });

  it("runs equal texts of one operation once", async () => {
    const provider = createFakeProvider();
    const runQuery = await createRunQuery({ provider });
    await runQuery(`{
      a: embedTexts(texts: ["x", "x", "y"]) { space }
      b: embedText(text: "y") { space }
    }`);
    expect(provider.calls.flat()).toEqual([
      { modality: "TEXT", text: "x" },
      { modality: "TEXT", text: "y" },
    ]);
  });

  it("answers an empty list with an empty list", async () => {
    const runQuery = await createRunQuery();
    expect(await runQuery(`{ embedTexts(texts: []) { space } }`)).toEqual({
      data: { embedTexts: [] },
    });
  });

  it("refuses an unsupported length once, not once an item", async () => {
    const runQuery = await createRunQuery();
    const { data, errors } = await runQuery(
      `{ embedTexts(texts: ["a", "b"], dimensions: 5) { space } }`,
    );
    expect(data).toBeNull();
    expect(errors!.map(({ extensions }) => extensions.code)).toEqual(["UNSUPPORTED_DIMENSIONS"]);
  });

  it("refuses more than MAX_INPUTS", async () => {
    const runQuery = await createRunQuery({ settings: { MAX_INPUTS: "2" } });
    const { errors } = await runQuery(`{ embedTexts(texts: ["a", "b", "c"]) { space } }`);
    expect(errors![0]).toMatchObject({
      message: "texts has 3 items; the limit is 2 (MAX_INPUTS).",
      extensions: { code: "TOO_LARGE" },
    });
  });
});

describe("embedImages", () => {
  const query = `query ($images: [ImageInput!]!) {
    embedImages(images: $images) { modality tokens }
  }`;

  it("embeds images, with null and an error at the path of a bad one", async () => {
    const runQuery = await createRunQuery();
    const images = [image(1, 2), image(0), { base64: "not base64!" }, image(3)];
    const { data, errors } = await runQuery(query, { images });
    const good = { modality: "IMAGE", tokens: null };
    expect(data!.embedImages).toEqual([good, null, null, good]);
    expect(errors!.map(({ path }) => path![1]).toSorted()).toEqual([1, 2]);
  });

  it("takes exactly one way to give an image", async () => {
    const runQuery = await createRunQuery();
    for (const bad of [{}, { ...image(1), url: "http://example.com" }, { url: null }]) {
      const { errors } = await runQuery(query, { images: [bad] });
      expect(errors![0]!.message).toMatch(/Exactly one key|must be non-null/);
    }
  });

  it("ends with the caller's signal", async () => {
    const provider = createFakeProvider();
    const runQuery = await createRunQuery({ provider });
    provider.hold();
    const gone = new AbortController();
    const pending = runQuery(query, { images: [image(1)] }, gone.signal);
    gone.abort(new Error("gone"));
    expect((await pending).errors![0]!.message).toBe("gone");
    provider.release();
  });
});
