import { describe, expect, it } from "vitest";
import type { Model } from "../../models/model.ts";
import { embedded } from "../../models/catalog/embedded.ts";
import { catalog } from "../../models/catalog/index.ts";
import { createFakeProvider } from "../support/fake-provider.ts";
import { createRunQuery, image } from "../support/run-query.ts";

/** The whole catalog over fake providers, where only some models are there. */
async function setUp(ready: readonly string[]) {
  const status = (model: Model) =>
    ready.includes(model.id) ? ("READY" as const) : ("DOWNLOADABLE" as const);
  const prepared: string[] = [];
  const fakes = [...new Set(catalog.map(({ provider }) => provider))].map((name) => ({
    ...createFakeProvider({
      embed: async (inputs, { dimensions }) =>
        inputs.map(() => ({ vector: new Float32Array(dimensions).fill(1) })),
    }),
    name,
    availability: (model: Model) => ({
      status:
        name === "onnx" || ready.includes(model.id)
          ? status(model)
          : ("NEEDS_CREDENTIALS" as const),
    }),
    prepare: (model: Model) => void prepared.push(model.id),
  }));
  const runQuery = await createRunQuery({
    models: [embedded, ...catalog],
    providers: Object.fromEntries(fakes.map((fake) => [fake.name, fake])),
  });
  return { runQuery, prepared };
}

const mini = "parallax/mini";
const clip = "openai/clip-vit-base-patch32";
const twin = "sentence-transformers/clip-ViT-B-32";

describe("route", () => {
  const query = `query ($input: RouteInput!) { route(input: $input) {
    recommended { id } selected { id } fallback steps { question answer reason } alternatives { id }
  } }`;

  it("walks the tree for {} and falls back to what is there", async () => {
    const { runQuery, prepared } = await setUp([mini]);
    const { data, errors } = await runQuery(query, { input: {} });
    expect(errors).toBeUndefined();
    expect(data!.route).toMatchObject({
      recommended: { id: "google/siglip-base-patch16-224" },
      selected: { id: mini },
      fallback: true,
    });
    expect(prepared).toEqual([]);
  });

  it("tells its path as a person would read it", async () => {
    const { runQuery } = await setUp([mini]);
    const { data } = await runQuery(query, { input: { language: "fr" } });
    const { recommended, steps } = data!.route as { recommended: { id: string }; steps: Step[] };
    expect(recommended.id).toBe("cohere/embed-v4.0");
    expect(steps[0]).toMatchObject({ question: "Is the text in English?" });
    expect(steps[0]!.answer).toContain("French");
  });

  it.each([{ language: "French!" }, { maxLatencyMs: -1 }])("refuses %j", async (input) => {
    const { runQuery } = await setUp([mini]);
    const { errors } = await runQuery(query, { input });
    expect(errors![0]!.extensions.code).toBe("BAD_INPUT");
  });
});

describe("a routed query", () => {
  const embed = `query ($route: RouteInput) { embedText(text: "a cat", route: $route) {
    model { id } route { recommended { id } fallback }
  } }`;
  const speed = { cloud: false, priority: "SPEED" };

  it("never embeds into another space without leave, and lists what it could take", async () => {
    const { runQuery, prepared } = await setUp([mini]);
    const { errors } = await runQuery(embed, { route: speed });
    expect(errors![0]!.extensions.code).toBe("MODEL_UNAVAILABLE");
    expect(errors![0]!.message).toContain(mini);
    expect(prepared).toContain(clip);
  });

  it("does with fallback: true", async () => {
    const { runQuery } = await setUp([mini]);
    const { data } = await runQuery(embed, { route: { ...speed, fallback: true } });
    expect(data!.embedText).toEqual({
      model: { id: mini },
      route: { recommended: { id: clip }, fallback: true },
    });
  });

  it("always may within the same space", async () => {
    const { runQuery } = await setUp([mini, twin]);
    const { data } = await runQuery(embed, { route: speed });
    expect(data!.embedText).toMatchObject({ model: { id: twin } });
    const named = await runQuery(
      `{ embedText(text: "a", model: "${clip}") { model { id } route { fallback } } }`,
    );
    expect(named.data!.embedText).toEqual({ model: { id: twin }, route: null });
  });

  it("classifies with a fallback by default, and not when it is forbidden", async () => {
    const { runQuery } = await setUp([mini]);
    const classify = `query ($image: ImageInput!, $route: RouteInput) {
      classify(image: $image, labels: ["a"], route: $route) { model { id } }
    }`;
    const allowed = await runQuery(classify, { image: image(1), route: speed });
    expect(allowed.data!.classify).toEqual({ model: { id: mini } });
    const { errors } = await runQuery(classify, {
      image: image(1),
      route: { ...speed, fallback: false },
    });
    expect(errors![0]!.extensions.code).toBe("MODEL_UNAVAILABLE");
  });

  it("detects the language from the texts", async () => {
    const { runQuery } = await setUp([mini]);
    const { data } = await runQuery(
      `{ classify(image: { base64: "AQ==" }, labels: ["ねこ", "いぬ", "くるま"], route: {}) {
        route { recommended { id } steps { answer } }
      } }`,
    );
    const { route } = data!.classify as { route: { recommended: { id: string }; steps: Step[] } };
    expect(route.recommended.id).toBe("cohere/embed-v4.0");
    expect(route.steps[0]!.answer).toContain("Japanese");
  });
});

describe("a model that is not there", () => {
  it("is answered at once with what to do; its download is started", async () => {
    const { runQuery, prepared } = await setUp([mini]);
    const { errors } = await runQuery(`{ embedText(text: "a", model: "ViT-B-32") { space } }`);
    expect(errors![0]).toMatchObject({
      extensions: { code: "MODEL_UNAVAILABLE", retryable: true },
    });
    expect(prepared).toEqual([clip]);
  });
});

interface Step {
  question: string;
  answer: string;
  reason: string;
}
