import { describe, expect, it } from "vitest";
import { estimateUsd } from "../../models/price.ts";
import type { Pass } from "../../providers/provider.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { createRunQuery, image } from "../support/run-query.ts";

const models = [
  fakeModel,
  {
    ...fakeModel,
    id: "test/priced",
    aliases: ["priced"],
    scoring: { activation: "SIGMOID", scale: 10, bias: -1 } as const,
    templates: ["{label}", "a {label}"],
    pricing: [
      { modality: "TEXT", per: 1000, unit: "embedding", usd: 0.1 },
      { modality: "IMAGE", per: 1000, unit: "embedding", usd: 1 },
    ] as const,
  },
  { ...fakeModel, id: "test/broken", aliases: ["broken"] },
];
const provider = () => {
  const fake = createFakeProvider();
  return {
    ...fake,
    async embed(...args: Parameters<typeof fake.embed>): Promise<Pass> {
      const [model, inputs] = args;
      if (model.id === "test/broken") {
        throw new Error("secret: no such socket /tmp/x");
      }
      const { rows } = await fake.embed(...args);
      const usd = estimateUsd(model.pricing, inputs[0]!.modality, { embedding: 1 });
      return { rows: rows.map((row) => (row instanceof Error ? row : { ...row, usd })) };
    },
  };
};
const query = `query ($images: [ImageInput!]!, $texts: [String!]!, $models: [ID!]!, $templates: [String!]) {
  compare(images: $images, texts: $texts, models: $models, templates: $templates) {
    results {
      model { id } error { code message retryable } latencyMs dimensions cosine costUsd
      classifications { activation best { label } labels { label score similarity } }
    }
    agreement { left { id } right { id } kendallTau topMatch }
  }
}`;
const ask = { images: [image(1), image(2)], texts: ["a", "b", "c"] };

interface Passes {
  readonly results: readonly {
    readonly costUsd: number;
    readonly imagesCostUsd: number;
    readonly imagesComputed: number;
    readonly meanBatchSize: number | null;
  }[];
}

describe("what a comparison says of its passes", () => {
  it("tells what images cost from what texts cost, and how many images were computed", async () => {
    const runQuery = await createRunQuery({ models, provider: provider() });
    const query = `query ($images: [ImageInput!]!) {
      compare(images: $images, texts: ["a", "b"], models: ["priced"]) {
        results { costUsd imagesCostUsd imagesComputed meanBatchSize }
      }
    }`;
    const first = await runQuery(query, { images: [image(1), image(2)] });
    const [result] = (first.data!.compare as Passes).results;
    expect(result!.imagesComputed).toBe(2);
    expect(result!.meanBatchSize).toBeGreaterThan(0);
    expect(result!.imagesCostUsd).toBeGreaterThan(0);
    expect(result!.costUsd).toBeGreaterThan(result!.imagesCostUsd);

    const second = await runQuery(query, { images: [image(1)] });
    expect((second.data!.compare as Passes).results[0]).toEqual({
      costUsd: expect.any(Number),
      imagesCostUsd: result!.imagesCostUsd / 2,
      imagesComputed: 0,
      meanBatchSize: null,
    });
  });
});

describe("compare", () => {
  it("answers one result a model in the order asked for, each with its own activation", async () => {
    const runQuery = await createRunQuery({ models, provider: provider() });
    const { data, errors } = await runQuery(query, { ...ask, models: ["priced", "fake"] });
    expect(errors).toBeUndefined();
    const { results, agreement } = data!.compare as Compared;
    expect(results.map(({ model }) => model.id)).toEqual(["test/priced", "test/fake"]);
    expect(results.map(({ classifications }) => classifications![0]!.activation)).toEqual([
      "SIGMOID",
      "SOFTMAX",
    ]);
    expect(results[0]!.cosine!.map((row) => row!.length)).toEqual([3, 3]);
    // The same vectors in both: they must agree on every order.
    expect(agreement).toEqual([
      { left: { id: "test/priced" }, right: { id: "test/fake" }, kendallTau: 1, topMatch: 1 },
    ]);
  });

  it("adds up what each embedding cost, once; local models cost nothing", async () => {
    const runQuery = await createRunQuery({ models, provider: provider() });
    const { data } = await runQuery(query, { ...ask, models: ["fake", "priced"] });
    const [free, priced] = (data!.compare as Compared).results;
    expect(free!.costUsd).toBe(0);
    // 2 images, 3 texts bare and 3 in the other template.
    expect(priced!.costUsd).toBeCloseTo(0.002 + 0.0006, 9);
  });

  it("gives a failing model's row an error, without its secrets; the others answer", async () => {
    const runQuery = await createRunQuery({ models, provider: provider() });
    const { data, errors } = await runQuery(query, { ...ask, models: ["fake", "broken"] });
    expect(errors).toBeUndefined();
    const { results, agreement } = data!.compare as Compared;
    expect(results[0]!.error).toBeNull();
    expect(results[1]).toMatchObject({ cosine: null, error: { code: "INTERNAL" } });
    expect(JSON.stringify(data)).not.toContain("socket");
    expect(agreement).toEqual([]);
  });

  it("answers null for an image that failed, with one error a model", async () => {
    const runQuery = await createRunQuery({ models, provider: provider() });
    const images = [image(0), image(2)];
    const { data, errors } = await runQuery(query, { ...ask, images, models: ["fake", "priced"] });
    const { results, agreement } = data!.compare as Compared;
    expect(results[0]!.cosine!.map((row) => row === null)).toEqual([true, false]);
    expect(results[0]!.classifications!.map((each) => each === null)).toEqual([true, false]);
    expect(errors!.map(({ path }) => path!.join(".")).toSorted()).toEqual([
      "compare.results.0.cosine.0",
      "compare.results.1.cosine.0",
    ]);
    expect(agreement[0]!.topMatch).toBe(1);
  });

  it("reports an image that failed where it is asked for first", async () => {
    const runQuery = await createRunQuery();
    const { errors } = await runQuery(
      `query ($images: [ImageInput!]!) {
        compare(images: $images, texts: ["a"], models: ["fake"]) {
          results { classifications { activation } cosine }
        }
      }`,
      { images: [image(2), image(0)] },
    );
    expect(errors!.map(({ path }) => path!.join("."))).toEqual([
      "compare.results.0.classifications.1",
    ]);
  });

  it("embeds nothing twice", async () => {
    const fake = createFakeProvider();
    const runQuery = await createRunQuery({ models, provider: fake });
    await runQuery(query, { ...ask, models: ["fake"] });
    expect(fake.calls.flat().length).toBe(2 + 3);
  });

  it.each([
    [{ models: [] }, "BAD_INPUT", "models is empty"],
    [{ images: [] }, "BAD_INPUT", "images is empty"],
    [{ texts: [] }, "BAD_INPUT", "texts is empty"],
    [{ models: ["fake", "test/fake"] }, "BAD_INPUT", "models has test/fake twice (as test/fake)"],
    [{ models: ["fake", "nobody"] }, "BAD_INPUT", 'There is no model "nobody"'],
    [{ models: Array.from({ length: 17 }, (_, i) => `m${i}`) }, "TOO_LARGE", "at most 16"],
    [{ templates: ["no placeholder"] }, "BAD_INPUT", "does not contain {label}"],
  ])("refuses %j", async (variables, code, message) => {
    const runQuery = await createRunQuery({ models, provider: provider() });
    const { errors } = await runQuery(query, { ...ask, models: ["fake"], ...variables });
    expect(errors![0]!.extensions.code).toBe(code);
    expect(errors![0]!.message).toContain(message);
  });
});

interface Compared {
  results: {
    model: { id: string };
    error: unknown;
    costUsd: number;
    cosine: (number[] | null)[] | null;
    classifications: ({ activation: string } | null)[] | null;
  }[];
  agreement: { kendallTau: number; topMatch: number }[];
}
