import { describe, expect, it } from "vitest";
import { fakeRow, createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { dot, meanDirection, normalize } from "../../models/vector/vector.ts";
import type { Row } from "../../providers/provider.ts";
import { createRunQuery, image } from "../support/run-query.ts";

const text = (value: string) =>
  normalize((fakeRow({ modality: "TEXT", text: value }, 8) as Row).vector);
const picture = (...bytes: number[]) =>
  normalize((fakeRow({ modality: "IMAGE", bytes: Uint8Array.from(bytes) }, 8) as Row).vector);

const classify = `query ($image: ImageInput!, $labels: [String!]!, $templates: [String!], $topK: Int) {
  classify(image: $image, labels: $labels, templates: $templates, topK: $topK) {
    activation templates best { label } labels { label score similarity } timing { batchSize }
  }
}`;

describe("classify", () => {
  it("ranks the labels by the model's activation over all of them, then cuts to topK", async () => {
    const runQuery = await createRunQuery();
    const labels = ["a", "b", "c"];
    const all = await runQuery(classify, { image: image(7), labels });
    const { labels: ranked, best } = all.data!.classify as Classified;
    expect(ranked.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5);
    for (const { label, similarity } of ranked) {
      expect(similarity).toBeCloseTo(dot(picture(7), text(label)), 6);
    }
    expect(ranked.map(({ score }) => score)).toEqual(
      ranked.map(({ score }) => score).toSorted((a, b) => b - a),
    );
    expect(best.label).toBe(ranked[0]!.label);

    const top = await runQuery(classify, { image: image(7), labels, topK: 2 });
    expect((top.data!.classify as Classified).labels).toEqual(ranked.slice(0, 2));
    const more = await runQuery(classify, { image: image(7), labels, topK: 9 });
    expect((more.data!.classify as Classified).labels).toEqual(ranked);
  });

  it("ensembles templates as open_clip does: normalise, mean, normalise", async () => {
    const runQuery = await createRunQuery();
    const templates = ["a {label}", "two of {label}: {label}"];
    const { data } = await runQuery(classify, { image: image(7), labels: ["x"], templates });
    const head = meanDirection([text("a x"), text("two of x: x")]);
    const { labels, templates: used } = data!.classify as Classified;
    expect(labels[0]!.similarity).toBeCloseTo(dot(picture(7), head), 6);
    expect(used).toEqual(templates);
  });

  it("takes dollar signs of a label as they are", async () => {
    const provider = createFakeProvider();
    const runQuery = await createRunQuery({ provider });
    await runQuery(classify, { image: image(7), labels: ["$& $1"], templates: ["a {label}"] });
    expect(provider.calls.flat()).toContainEqual({ modality: "TEXT", text: "a $& $1" });
  });

  it.each([
    [{ labels: [] }, "labels is empty"],
    [{ labels: ["a", "a"] }, 'The label "a" is there twice'],
    [{ labels: ["a"], templates: [] }, "templates is empty"],
    [{ labels: ["a"], templates: ["a photo"] }, '"a photo" does not contain {label}'],
    [{ labels: ["a"], topK: 0 }, "topK is 0; it must be at least 1"],
  ])("refuses %j", async (variables, message) => {
    const runQuery = await createRunQuery();
    const { errors } = await runQuery(classify, { image: image(7), ...variables });
    expect(errors![0]!.message).toContain(message);
    expect(errors![0]!.extensions.code).toBe("BAD_INPUT");
  });

  it("refuses more than MAX_LABELS", async () => {
    const runQuery = await createRunQuery({ settings: { MAX_LABELS: "2" } });
    const { errors } = await runQuery(classify, { image: image(7), labels: ["a", "b", "c"] });
    expect(errors![0]).toMatchObject({
      message: "labels has 3 items; the limit is 2 (MAX_LABELS).",
      extensions: { code: "TOO_LARGE" },
    });
  });

  it("gives independent probabilities with a sigmoid model, and cosines with one without scale", async () => {
    const sigmoid = { activation: "SIGMOID", scale: 10, bias: -1 } as const;
    for (const scoring of [sigmoid, { activation: "COSINE" } as const]) {
      const runQuery = await createRunQuery({ models: [{ ...fakeModel, scoring }] });
      const { data } = await runQuery(classify, { image: image(7), labels: ["a", "b"] });
      const { activation, labels } = data!.classify as Classified;
      expect(activation).toBe(scoring.activation);
      for (const { score, similarity } of labels) {
        expect(score).toBeCloseTo(
          scoring === sigmoid ? 1 / (1 + Math.exp(-(10 * similarity - 1))) : similarity,
          5,
        );
      }
    }
  });
});

describe("classifyImages", () => {
  const query = `query ($images: [ImageInput!]!) {
    classifyImages(images: $images, labels: ["a", "b"]) { best { label } }
  }`;

  it("answers in order, with null and an error at the path of a failing image", async () => {
    const runQuery = await createRunQuery();
    const { data, errors } = await runQuery(query, { images: [image(1), image(0), image(2)] });
    expect((data!.classifyImages as unknown[]).map((each) => each === null)).toEqual([
      false,
      true,
      false,
    ]);
    expect(errors!.map(({ path }) => path)).toEqual([["classifyImages", 1]]);
  });

  it("embeds the labels once for all images", async () => {
    const provider = createFakeProvider();
    const runQuery = await createRunQuery({ provider });
    await runQuery(query, { images: [image(1), image(2), image(3)] });
    expect(provider.calls.flat().filter(({ modality }) => modality === "TEXT").length).toBe(2);
  });

  it("answers an empty list with an empty list", async () => {
    const runQuery = await createRunQuery();
    expect((await runQuery(query, { images: [] })).data).toEqual({ classifyImages: [] });
  });
});

interface Classified {
  activation: string;
  templates: string[];
  best: { label: string };
  labels: { label: string; score: number; similarity: number }[];
}
