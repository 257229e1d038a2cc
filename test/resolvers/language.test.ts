import { describe, expect, it } from "vitest";
import type { Model } from "../../models/model.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { createRunQuery, image } from "../support/run-query.ts";

const told: Model = { ...fakeModel, distinguishesLanguage: true };

async function setUp(model = told) {
  const provider = createFakeProvider();
  const runQuery = await createRunQuery({ provider, models: [model] });
  /** The texts that reached the model, with the language of each. */
  const heard = () =>
    provider.calls
      .flat()
      .flatMap((input) => (input.modality === "TEXT" ? [[input.text, input.language]] : []))
      .toSorted();
  return { runQuery, heard, provider };
}

describe("The language of a text", () => {
  it("is the caller's, as a canonical tag", async () => {
    const { runQuery, heard } = await setUp();
    await runQuery(`{ embedText(text: "Angeln am See", language: "DE-ch") { space } }`);
    expect(heard()).toEqual([["Angeln am See", "de-CH"]]);
  });

  it("is that of the route, unless said", async () => {
    const { runQuery, heard } = await setUp();
    await runQuery(`{
      a: embedText(text: "a", route: { language: "sw" }) { space }
      b: embedText(text: "b", route: { language: "sw" }, language: "fr") { space }
    }`);
    expect(heard()).toEqual([
      ["a", "sw"],
      ["b", "fr"],
    ]);
  });

  it("is read off each text of a list where nobody says it", async () => {
    const { runQuery, heard } = await setUp();
    await runQuery(`{ embedTexts(texts: ["dog", "собака", "একটি কুকুর"]) { space } }`);
    expect(heard()).toEqual([
      ["dog", "en"],
      ["собака", "ru"],
      ["একটি কুকুর", "bn"],
    ]);
  });

  it("is that of all labels together", async () => {
    const { runQuery, heard } = await setUp();
    const query = `query ($image: ImageInput!) {
      classify(image: $image, labels: ["Hund", "ein Hund am Strand in der Sonne"], templates: ["{label}"]) {
        best { label }
      }
    }`;
    await runQuery(query, { image: image(1) });
    expect(heard().map(([, language]) => language)).toEqual(["de", "de"]);
  });

  it.each([
    ["classify", `classify(image: $image, labels: ["a"], language: "sw") { best { label } }`],
    [
      "classifyImages",
      `classifyImages(images: [$image], labels: ["a"], language: "sw") { best { label } }`,
    ],
    ["similarity", `similarity(images: [$image], texts: ["a"], language: "sw") { cosine }`],
    [
      "similarity by a text model",
      `similarity(images: [$image], texts: ["a"], textModel: "fake", language: "sw") { cosine }`,
    ],
    [
      "compare",
      `compare(images: [$image], texts: ["a"], models: ["fake"], language: "sw") { results { cosine } }`,
    ],
  ])("reaches the model from %s", async (_, query) => {
    const { runQuery, heard } = await setUp();
    const { errors } = await runQuery(`query ($image: ImageInput!) { ${query} }`, {
      image: image(1),
    });
    expect(errors).toBeUndefined();
    expect(new Set(heard().map(([, language]) => language))).toEqual(new Set(["sw"]));
  });

  it("tells embeddings of one text apart, and no others", async () => {
    const query = (language: string, label = "a") => `query ($image: ImageInput!) {
      embedText(text: "gift", language: "${language}") { timing { cached } }
      classify(image: $image, labels: ["${label}"], language: "${language}") { timing { cached } }
    }`;
    for (const [model, known] of [
      [told, false],
      [fakeModel, true],
    ] as const) {
      const { runQuery } = await setUp(model);
      const ask = async (language: string) => {
        const { data } = await runQuery(query(language), { image: image(1) });
        const { embedText, classify } = data as Record<string, { timing: { cached: boolean } }>;
        return [embedText!.timing.cached, classify!.timing.cached];
      };
      await ask("en");
      expect(await ask("de")).toEqual([known, known]);
      expect(await ask("de")).toEqual([true, true]);
    }
  });

  it("must be a language tag", async () => {
    const { runQuery } = await setUp();
    const { errors } = await runQuery(`{ embedText(text: "a", language: "German") { space } }`);
    expect(errors![0]).toMatchObject({
      message: expect.stringMatching(/^"German" is not a BCP 47 language tag/),
      extensions: { code: "BAD_INPUT" },
    });
  });
});
