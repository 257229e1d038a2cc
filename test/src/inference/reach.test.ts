import { beforeEach, describe, expect, it } from "vitest";
import { embedded } from "../../../models/catalog/embedded.ts";
import { catalog } from "../../../models/catalog/index.ts";
import type { Availability, Model } from "../../../models/model.ts";
import { createFakeProvider } from "../../support/fake-provider.ts";
import { createRunQuery, image, type RunQuery } from "../../support/run-query.ts";

const mini = "parallax/mini";
const clip = "openai/clip-vit-base-patch32";
const twin = "sentence-transformers/clip-ViT-B-32";
const siglip = "google/siglip-base-patch16-224";
const cohere = "cohere/embed-v4.0";
const vertex = "google/multimodalembedding@001";

/** By id; READY ones embed, what is left out is DOWNLOADABLE here and lacks credentials elsewhere. */
let states: Record<string, Availability>;
let prepared: string[];
const fakes = [...new Set(catalog.map(({ provider }) => provider))].map((name) => ({
  ...createFakeProvider(),
  name,
  availability: (model: Model): Availability =>
    states[model.id] ?? { status: name === "onnx" ? "DOWNLOADABLE" : "NEEDS_CREDENTIALS" },
  prepare: (model: Model) => void prepared.push(model.id),
}));
const anybody = await createRunQuery({
  models: [embedded, ...catalog],
  providers: Object.fromEntries(fakes.map((fake) => [fake.name, fake])),
});
beforeEach(() => {
  states = { [mini]: { status: "READY" } };
  prepared = [];
});

const embed = `query ($model: ID, $route: RouteInput) {
  embedText(text: "a cat", model: $model, route: $route) { model { id } route { fallback } }
}`;
const compare = `query ($models: [ID!]!) {
  compare(images: [{ base64: "AQ==" }], texts: ["a", "b"], models: $models) {
    results { model { id } error { code message } }
  }
}`;
async function problemOf(
  run: RunQuery,
  query: string,
  variables = {},
): Promise<{ readonly message: string; readonly code?: unknown }> {
  const { data, errors } = await run(query, variables);
  expect(data).toBeNull();
  expect(errors).toHaveLength(1);
  return { message: errors![0]!.message, ...errors![0]!.extensions };
}
async function dataOf(run: RunQuery, query: string, variables = {}): Promise<any> {
  const { data, errors } = await run(query, variables);
  expect(errors).toBeUndefined();
  return data;
}

describe("a key of some models", () => {
  const web = anybody.as({ name: "web", models: ["mini", twin] });

  it.each([{ model: clip }, { model: "ViT-B-32" }])(
    "is refused another by name, as %j, with those that it covers",
    async (variables) => {
      expect(await problemOf(web, embed, variables)).toEqual({
        code: "FORBIDDEN",
        retryable: false,
        message: `This key does not cover ${clip}. It covers ${mini}, ${twin}.`,
      });
      expect(prepared).toEqual([]);
    },
  );

  it("uses its own by id and by alias", async () => {
    states[twin] = { status: "READY" };
    for (const model of [mini, "mini", twin, "clip-ViT-B-32"]) {
      await dataOf(web, embed, { model });
    }
  });

  it("is told of a name that is nobody's as anybody is, by its own names", async () => {
    const { code, message } = await problemOf(web, embed, { model: "parallax/min" });
    expect([code, message]).toEqual([
      "UNKNOWN_MODEL",
      expect.stringContaining(`Did you mean ${mini}?`),
    ]);
  });

  it("sees no others in `models` and `model`", async () => {
    const data = await dataOf(
      web,
      `{ models { id } other: model(id: "${clip}") { id } own: model(id: "mini") { id } }`,
    );
    expect(data).toEqual({ models: [{ id: mini }, { id: twin }], other: null, own: { id: mini } });
  });

  it("gets no other name of a space in the place of its own", async () => {
    states[clip] = { status: "READY" };
    const data = await dataOf(anybody, embed, { model: twin });
    expect(data.embedText.model.id).toBe(clip);
    expect(await problemOf(web, embed, { model: twin })).toMatchObject({
      code: "MODEL_UNAVAILABLE",
    });
  });

  it("is routed to no other", async () => {
    states = { [clip]: { status: "READY" }, [siglip]: { status: "READY" }, ...states };
    const query = `query ($input: RouteInput!) { route(input: $input) {
      recommended { id } selected { id } alternatives { id } steps { question answer reason }
    } }`;
    const { route } = await dataOf(web, query, { input: { cloud: true } });
    expect(route).toMatchObject({
      recommended: { id: twin },
      selected: { id: mini },
      alternatives: [{ id: mini }],
    });
    expect(route.steps).toContainEqual({
      question: "May a cloud API be used?",
      answer: "no: the caller's key covers no cloud model for this",
      reason: expect.any(String),
    });
    expect(route.steps).toContainEqual({
      question: `Does the caller's key cover ${siglip}?`,
      answer: "no",
      reason: `${twin} is the best of those that it covers.`,
    });
  });

  it("is refused a comparison with another as a whole, before anything runs", async () => {
    const { code, message } = await problemOf(web, compare, { models: [mini, clip] });
    expect([code, message]).toEqual(["FORBIDDEN", expect.stringContaining(clip)]);
    const { results } = (await dataOf(web, compare, { models: [mini] })).compare;
    expect(results).toEqual([{ model: { id: mini }, error: null }]);
  });

  it("needs a name where it does not cover the default", async () => {
    const other = anybody.as({ name: "other", models: [siglip] });
    const message = `This key does not cover ${mini}, the default (DEFAULT_MODEL). It covers ${siglip}.`;
    expect(await problemOf(other, embed)).toMatchObject({ code: "FORBIDDEN", message });
  });

  it("is told where none of them takes what it has", async () => {
    const query = `{ classify(image: { base64: "AQ==" }, labels: ["a"],
      route: { language: "en", modalities: [VIDEO] }) { model { id } } }`;
    expect(await problemOf(anybody.as({ models: [] }), query)).toMatchObject({
      code: "MODEL_UNAVAILABLE",
      retryable: false,
      message: expect.stringContaining("that this key covers takes IMAGE and TEXT and VIDEO"),
    });
  });

  it("may be a key of none", async () => {
    const none = anybody.as({ models: ["no-such/model"] });
    expect(await problemOf(none, embed, { model: mini })).toMatchObject({
      message: expect.stringContaining("It covers no model of this server."),
    });
    expect(await dataOf(none, "{ models { id } }")).toEqual({ models: [] });
  });
});

describe("families, LOCAL and CLOUD", () => {
  const idsOf = async (models: string[]): Promise<string[]> =>
    (await dataOf(anybody.as({ models }), "{ models { id } }")).models.map(
      ({ id }: { id: string }) => id,
    );

  it("stand for all models that run there", async () => {
    const all = [embedded, ...catalog];
    const of = (hosting: string) => all.filter((each) => each.hosting === hosting);
    expect(await idsOf(["LOCAL"])).toEqual(of("LOCAL").map(({ id }) => id));
    expect(await idsOf(["CLOUD", "mini"])).toEqual([mini, ...of("CLOUD").map(({ id }) => id)]);
    expect(await idsOf(["LOCAL", "CLOUD"])).toHaveLength(all.length);
    const openClip = all.filter(({ family }) => family === "OpenCLIP");
    expect(openClip.length).toBeGreaterThan(1);
    expect(await idsOf(["OpenCLIP"])).toEqual(openClip.map(({ id }) => id));
  });

  it("are told by a few names, and how many more there are", async () => {
    const { message } = await problemOf(anybody.as({ models: ["LOCAL"] }), embed, {
      model: cohere,
    });
    expect(message).toMatch(
      /^This key does not cover .*\. It covers (\S+, ){9}\S+ and \d+ more\.$/,
    );
  });

  it("decide what the router takes for possible: another's credentials do not count", async () => {
    states[cohere] = { status: "READY" };
    const routed = async (models?: string[]) =>
      (
        await dataOf(
          anybody.as({ ...(models && { models }) }),
          "{ route(input: {}) { recommended { id } } }",
        )
      ).route.recommended.id;
    expect(await routed()).toBe(cohere);
    expect(await routed(["LOCAL"])).toBe(siglip);
    expect(await routed([vertex, "LOCAL"])).toBe(siglip);
    states[vertex] = { status: "READY" };
    expect(await routed([vertex, "LOCAL"])).toBe(vertex);
  });
});

describe("a key without `pull`", () => {
  const web = anybody.as({ name: "web", pull: false });

  it("starts no download by naming a model, and is told who can", async () => {
    expect(await problemOf(web, embed, { model: clip })).toEqual({
      code: "FORBIDDEN",
      retryable: false,
      message:
        `The weights of ${clip} are not on disk. This key may not start downloads; whoever runs the ` +
        `server can: \`npm run models -- pull ${clip}\`.`,
    });
    const { results } = (await dataOf(web, compare, { models: [mini, clip] })).compare;
    expect(results).toMatchObject([
      { model: { id: mini }, error: null },
      { model: { id: clip }, error: { code: "FORBIDDEN" } },
    ]);
    expect(prepared).toEqual([]);
    await problemOf(anybody, embed, { model: clip });
    expect(prepared).toContain(clip);
  });

  it("is routed to what is there, and starts none for what is not", async () => {
    const route = { language: "en", cloud: false, fallback: true };
    const data = await dataOf(web, embed, { route });
    expect(data.embedText).toMatchObject({ model: { id: mini }, route: { fallback: true } });
    states[twin] = { status: "READY" };
    expect((await dataOf(web, embed, { model: clip })).embedText.model.id).toBe(twin);
    expect(prepared).toEqual([]);
  });

  it("is told of a download that another has started, and of one that nobody can start", async () => {
    states[clip] = { status: "DOWNLOADING", progress: 0.42 };
    states[siglip] = { status: "DOWNLOADABLE", final: true, reason: "HF_HUB_OFFLINE is set." };
    expect(await problemOf(web, embed, { model: clip })).toMatchObject({
      code: "MODEL_UNAVAILABLE",
      retryable: true,
      message: expect.stringContaining("42 %"),
    });
    expect(await problemOf(web, embed, { model: siglip })).toMatchObject({
      code: "MODEL_UNAVAILABLE",
      retryable: false,
    });
  });

  it("is not advised to use a model once", async () => {
    const query = `{ model(id: "${clip}") { availability { status howToEnable } } }`;
    expect((await dataOf(web, query)).model.availability).toEqual({
      status: "DOWNLOADABLE",
      howToEnable: expect.stringContaining("This key may not start downloads"),
    });
  });
});

it("an image of a model that is not covered is not even read", async () => {
  const web = anybody.as({ models: [mini] });
  const query = `query ($image: ImageInput!) { embedImage(image: $image, model: "${clip}") { space } }`;
  expect(await problemOf(web, query, { image: image(0) })).toMatchObject({ code: "FORBIDDEN" });
});
