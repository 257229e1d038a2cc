import { beforeAll, describe, expect, it } from "vitest";
import type { Model } from "../../models/model.ts";
import { siglip2BaseModel } from "../../models/catalog/siglip2.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { createRunQuery, image, type RunQuery } from "../support/run-query.ts";

const record = (id: string, facts: Partial<Model>): Model => ({
  ...fakeModel,
  aliases: [],
  id,
  space: id,
  ...facts,
});
const free = record("test/free", { license: "MIT", commercialUse: true });
const research = record("test/research", { license: "apple-amlr", commercialUse: false });
const silent = record("test/silent", {});

/** Finds well and labels badly in Bengali: 75.8 % of the captions, 10 % of ImageNet. */
const finder = record("visheratin/nllb-siglip-mrl-large", {
  languages: ["en", "bn"],
  multilingual: true,
  benchmarks: siglip2BaseModel.benchmarks.map((figure) => ({ ...figure, value: 10 })),
});
const labeller = record("google/siglip2-so400m-patch16-384", {
  languages: finder.languages,
  multilingual: true,
  benchmarks: siglip2BaseModel.benchmarks,
});

describe("licences", () => {
  let runQuery: RunQuery;
  beforeAll(async () => {
    runQuery = await createRunQuery({ models: [free, research, silent] });
  });

  it.each([
    [undefined, [true, false, null]],
    [true, [true]],
    [false, [false]],
  ])("models(commercialUse: %s) lists those with %j", async (commercialUse, expected) => {
    const { data, errors } = await runQuery(
      `query ($commercialUse: Boolean) { models(commercialUse: $commercialUse) { commercialUse } }`,
      { commercialUse },
    );
    expect(errors).toBeUndefined();
    const found = data!.models as { commercialUse: boolean | null }[];
    expect(found.map(({ commercialUse }) => commercialUse)).toEqual(expected);
  });

  it("keep a model for research from being an alternative, but not from being named", async () => {
    const { data } = await runQuery(
      `{ route(input: { language: "en" }) { recommended { id } alternatives { id } } }`,
    );
    expect(JSON.stringify(data)).not.toContain(research.id);
    const named = await runQuery(`{ embedText(text: "a", model: "test/research") { space } }`);
    expect(named.data!.embedText).toEqual({ space: research.id });
  });

  it("of a named model are not loosened by another name of its space", async () => {
    const twin = record("test/twin", { space: free.space, commercialUse: false });
    const away = { ...free, provider: "away" };
    const ask = async (model: Model) => {
      const askThese = await createRunQuery({
        models: [away, model],
        providers: {
          fake: createFakeProvider(),
          away: { ...createFakeProvider(), availability: () => ({ status: "DOWNLOADABLE" }) },
        },
      });
      return askThese(`{ embedText(text: "a", model: "test/free") { model { id } } }`);
    };
    expect((await ask(twin)).errors![0]!.extensions.code).toBe("MODEL_UNAVAILABLE");
    const { data } = await ask({ ...twin, commercialUse: true });
    expect(data!.embedText).toEqual({ model: { id: twin.id } });
  });
});

describe("the task", () => {
  const bengali = { language: "bn", cloud: false };
  let runQuery: RunQuery;
  beforeAll(async () => {
    runQuery = await createRunQuery({ models: [finder, labeller] });
  });

  it("is classification for classify, which labels with the better labeller", async () => {
    const { data, errors } = await runQuery(
      `query ($image: ImageInput!, $route: RouteInput) {
        classify(image: $image, labels: ["a"], route: $route) { model { id } }
        classifyImages(images: [$image], labels: ["a"], route: $route) { model { id } }
      }`,
      { image: image(1), route: bengali },
    );
    expect(errors).toBeUndefined();
    const model = { id: labeller.id };
    expect(data).toEqual({ classify: { model }, classifyImages: [{ model }] });
  });

  it("is retrieval for all else, unless the caller says so", async () => {
    const ask = async (task?: string) => {
      const { data } = await runQuery(
        `query ($route: RouteInput!) {
          embedText(text: "a", route: $route) { model { id } }
          route(input: $route) { recommended { id } }
        }`,
        { route: { ...bengali, task } },
      );
      const { embedText, route } = data as Record<string, Record<string, { id: string }>>;
      return [embedText!["model"]!.id, route!["recommended"]!.id];
    };
    expect(await ask()).toEqual([finder.id, finder.id]);
    expect(await ask("CLASSIFICATION")).toEqual([labeller.id, labeller.id]);
    const { data } = await runQuery(
      `query ($image: ImageInput!, $route: RouteInput) {
        classify(image: $image, labels: ["a"], route: $route) { model { id } }
      }`,
      { image: image(1), route: { ...bengali, task: "RETRIEVAL" } },
    );
    expect(data!.classify).toEqual({ model: { id: finder.id } });
  });
});
