import { describe, expect, it } from "vitest";
import type { Model } from "../../models/model.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { createRunQuery, image } from "../support/run-query.ts";

const query = `query ($images: [ImageInput!]!, $texts: [String!]!) {
  similarity(images: $images, texts: $texts) {
    model { id } activation cosine scores timing { batchSize cached }
  }
}`;

describe("similarity", () => {
  it("has one row an image and one column a text", async () => {
    const runQuery = await createRunQuery();
    const { data, errors } = await runQuery(query, {
      images: [image(1), image(2)],
      texts: ["a", "b", "c"],
    });
    expect(errors).toBeUndefined();
    const { cosine, scores } = data!.similarity as { cosine: number[][]; scores: number[][] };
    expect(cosine.map((row) => row.length)).toEqual([3, 3]);
    for (const row of scores) {
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
    const alone = await runQuery(query, { images: [image(2)], texts: ["b"] });
    expect((alone.data!.similarity as { cosine: number[][] }).cosine[0]![0]).toBe(cosine[1]![1]);
  });

  it("answers null for the rows of an image that failed, with one error", async () => {
    const runQuery = await createRunQuery();
    const { data, errors } = await runQuery(query, { images: [image(0), image(2)], texts: ["a"] });
    const { cosine, scores } = data!.similarity as Record<string, (number[] | null)[]>;
    expect([cosine![0], scores![0]]).toEqual([null, null]);
    expect([cosine![1]!.length, scores![1]!.length]).toEqual([1, 1]);
    expect(errors!.map(({ path }) => path)).toEqual([["similarity", "cosine", 0]]);
  });

  it.each([
    ["scores cosine", ["scores.0", "scores.2"]],
    ["scores", ["scores.0", "scores.2"]],
    ["first: cosine second: cosine scores", ["first.0", "first.2"]],
    ["... on Similarity { scores } cosine", ["scores.0", "scores.2"]],
  ])("reports images that failed where they are asked for first: { %s }", async (fields, paths) => {
    const runQuery = await createRunQuery();
    // The same image twice fails twice.
    const images = [image(0), image(2), image(0)];
    const { errors } = await runQuery(
      `query ($images: [ImageInput!]!) { similarity(images: $images, texts: ["a"]) { ${fields} } }`,
      { images },
    );
    const found = errors!.map(({ path }) => path!.slice(1).join("."));
    expect(found.toSorted()).toEqual(paths);
  });

  it("fails when a text fails", async () => {
    const runQuery = await createRunQuery();
    const { data, errors } = await runQuery(query, { images: [image(1)], texts: ["a", "bad"] });
    expect(data).toBeNull();
    expect(errors!.length).toBe(1);
  });

  it("takes the texts from another model of the same space, and from no other space", async () => {
    const other = { ...fakeModel, id: "test/other", modalities: ["TEXT"] as const };
    const stranger = { ...other, id: "test/stranger", space: "elsewhere" };
    const runQuery = await createRunQuery({ models: [fakeModel, other, stranger] });
    const ask = (textModel: string) =>
      runQuery(
        `{ similarity(images: [{ base64: "AQ==" }], texts: ["a"], textModel: "${textModel}") { cosine } }`,
      );
    const own = await runQuery(query, { images: [image(1)], texts: ["a"] });
    const across = await ask("test/other");
    expect(across.errors).toBeUndefined();
    expect((across.data!.similarity as { cosine: unknown }).cosine).toEqual(
      (own.data!.similarity as { cosine: unknown }).cosine,
    );
    const { errors } = await ask("test/stranger");
    expect(errors![0]!.extensions.code).toBe("SPACE_MISMATCH");
    expect(errors![0]!.message).toContain("elsewhere");
  });

  it("lets the router choose among the models of textModel's space alone", async () => {
    const texter = { ...fakeModel, id: "test/texter", aliases: [], modalities: ["TEXT"] as const };
    const best = { ...fakeModel, id: "test/best", aliases: [], space: "elsewhere" };
    const twin = { ...fakeModel, id: "test/twin", aliases: [] };
    const ready = (status: "READY" | "DOWNLOADABLE") => ({
      ...createFakeProvider(),
      availability: () => ({ status }),
    });
    const ask = async (models: readonly Model[], fallback: boolean) => {
      const runQuery = await createRunQuery({
        models,
        providers: { fake: ready("READY"), away: ready("DOWNLOADABLE") },
      });
      return runQuery(`{
        similarity(images: [{ base64: "AQ==" }], texts: ["a"], textModel: "test/texter",
          route: { fallback: ${fallback} }) { model { id } route { alternatives { id } } }
      }`);
    };
    const away = { ...fakeModel, provider: "away" };
    for (const fallback of [true, false]) {
      const { data, errors } = await ask([away, best, twin, texter], fallback);
      expect(errors).toBeUndefined();
      expect(data!.similarity).toMatchObject({ model: { id: "test/twin" } });
      expect(JSON.stringify(data)).not.toContain("test/best");
      const alone = await ask([away, best, texter], fallback);
      expect(alone.errors![0]!.extensions.code).toBe("MODEL_UNAVAILABLE");
      expect(alone.errors![0]!.message).not.toContain("test/best");
    }
    const { errors } = await ask([best, texter], true);
    expect(errors![0]!.extensions.code).toBe("SPACE_MISMATCH");
  });

  it.each([
    { images: [], texts: ["a"] },
    { images: [image(1)], texts: [] },
  ])("refuses empty lists (%j)", async (variables) => {
    const runQuery = await createRunQuery();
    const { errors } = await runQuery(query, variables);
    expect(errors![0]!.extensions.code).toBe("BAD_INPUT");
  });
});
