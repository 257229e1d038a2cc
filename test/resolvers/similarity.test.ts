import { describe, expect, it } from "vitest";
import { fakeModel } from "../fake-provider.ts";
import { createRunQuery, image } from "../run-query.ts";

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
    for (const row of scores) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    const alone = await runQuery(query, { images: [image(2)], texts: ["b"] });
    expect((alone.data!.similarity as { cosine: number[][] }).cosine[0]![0]).toBe(cosine[1]![1]);
  });

  it("answers null for the row of an image that failed, with errors at its paths", async () => {
    const runQuery = await createRunQuery();
    const { data, errors } = await runQuery(query, { images: [image(0), image(2)], texts: ["a"] });
    const { cosine, scores } = data!.similarity as Record<string, (number[] | null)[]>;
    expect([cosine![0], scores![0]]).toEqual([null, null]);
    expect(cosine![1]!.length).toBe(1);
    expect(errors!.map(({ path }) => path!.join("."))).toEqual([
      "similarity.cosine.0",
      "similarity.scores.0",
    ]);
  });

  it("fails when a text fails", async () => {
    const runQuery = await createRunQuery();
    const { data, errors } = await runQuery(query, { images: [image(1)], texts: ["a", "bad"] });
    expect(data).toBeNull();
    expect(errors!.length).toBe(1);
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
