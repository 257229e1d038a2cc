import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, it, describe, onTestFinished } from "vitest";
import { catalog } from "../../models/catalog/index.ts";
import { operations, type OperationTrace } from "../../providers/tracing.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { gatewayForTest, post } from "../support/start-gateway.ts";

const large = { ...fakeModel, dimensions: 1024, supportedDimensions: [1024] };
const models = [
  large,
  ...["b", "c", "d"].map((name) => ({ ...large, id: `test/${name}`, aliases: [], space: name })),
  ...catalog.map((model) => ({ ...model, provider: "fake" })),
];
const start = (settings: Record<string, string> = {}) =>
  gatewayForTest(
    { DEFAULT_MODEL: large.id, ...settings },
    { models, providers: { fake: createFakeProvider({ maxInputs: 1000 }) } },
  );

const many = (count: number, text: string) => Array.from({ length: count }, (_, i) => text + i);
const photos = (count: number) =>
  many(count, "photo").map((name) => ({ base64: Buffer.from(name).toString("base64") }));
/** `field` under so many names. */
const times = (count: number, field: string) =>
  Array.from({ length: count }, (_, i) => `f${i}: ${field}`).join(" ");

const embedTexts = (fields: string, args = "") =>
  `query ($texts: [String!]!) { embedTexts(texts: $texts ${args}) { ${fields} } }`;
const classify = (labels: string[], templates: string[]) =>
  [
    `query ($image: ImageInput!, $labels: [String!]!, $templates: [String!]) {
      classify(image: $image, labels: $labels, templates: $templates) { best { label } }
    }`,
    { image: photos(1)[0], labels, templates },
  ] as const;

describe("texts and prompts", () => {
  it("that templates make gigabytes of are refused before one is made", async () => {
    const gateway = await start();
    const labels = many(12, "x".repeat(53_000));
    const template = "{label}".repeat(7500);
    const startedAt = performance.now();
    const { status, errors } = await post(gateway, ...classify(labels, [template]));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(status).toBe(413);
    expect(errors![0]!.message).toMatch(/costs \d+ inputs.*MAX_COST/);
    const lists = await post(gateway, ...classify(["cat"], Array(90_000).fill("@imagenet80")));
    expect(lists.errors![0]!.message).toContain("costs 7200001 inputs");
  });

  it("over MAX_TEXT_CHARS are refused with their length and the limit", async () => {
    const gateway = await start();
    const one = await post(gateway, `query ($t: String!) { embedText(text: $t) { space } }`, {
      t: "x".repeat(100_001),
    });
    expect(one.errors![0]).toMatchObject({
      message: expect.stringMatching(/100001 characters; the limit is 100000 \(MAX_TEXT_CHARS\)/),
      extensions: { code: "TOO_LARGE", retryable: false },
    });
    const template = "{label}".repeat(30);
    const prompt = await post(gateway, ...classify(["x".repeat(5000)], [template]));
    expect(prompt.errors![0]).toMatchObject({
      message: expect.stringMatching(/150000 characters; the limit is 100000 \(MAX_TEXT_CHARS\)/),
      extensions: { code: "TOO_LARGE" },
    });
  });

  it("fail alone in a list when they are too long", async () => {
    const gateway = await start({ MAX_TEXT_CHARS: "10" });
    const { data, errors } = await post(gateway, embedTexts("tokens"), {
      texts: ["short", "much too long", "short, too"],
    });
    expect(data.embedTexts).toEqual([{ tokens: 3 }, null, { tokens: 4 }]);
    expect(errors).toMatchObject([{ path: ["embedTexts", 1], extensions: { code: "TOO_LARGE" } }]);
  });

  it("are bounded together by MAX_COST, 250 characters an input", async () => {
    const gateway = await start({ MAX_COST: "1000" });
    const ask = async (count: number, length: number) => {
      const texts = many(count, "x".repeat(length)).map((text) => text.slice(-length));
      return (await post(gateway, embedTexts("tokens"), { texts })).errors?.[0]?.message;
    };
    expect(await ask(1000, 250)).toBeUndefined();
    expect(await ask(100, 2500)).toBeUndefined();
    expect(await ask(100, 2600)).toContain("costs 1040 inputs");
  });
});

describe("answers", () => {
  const images = photos(300);
  const labels = many(1000, "label ");
  const classifyImages = (fields: string, topK = "") =>
    `query ($images: [ImageInput!]!, $labels: [String!]!) {
      classifyImages(images: $images, labels: $labels ${topK}) { ${fields} }
    }`;
  const score = "label score similarity";

  it.each([
    [
      "a field of every model under 600 names",
      embedTexts(`route { alternatives { ${times(600, "id")} } }`, "route: {}"),
      { texts: many(1000, "text") },
    ],
    ["a vector under ten names", embedTexts(times(10, "vector")), { texts: many(1000, "text") }],
    ["base64 under twenty names", embedTexts(times(20, "base64")), { texts: many(1000, "text") }],
    [
      "a short field under names of 200 letters",
      embedTexts(times(300, "truncated").replaceAll("f", "f".repeat(200))),
      { texts: many(1000, "text") },
    ],
    [
      "every label of every image, and again",
      classifyImages(`labels { ${score} } a: labels { ${score} } b: labels { ${score} }`),
      { images, labels },
    ],
    [
      "errors under 100 names",
      `query ($images: [ImageInput!]!) {
        similarity(images: $images, texts: ["a"]) { ${times(100, "cosine")} }
      }`,
      { images: many(1000, "http://10.0.0.1/").map((url) => ({ url })) },
    ],
    [
      "the schema of the schema",
      `{ __schema { types { fields { type { fields { type { ${times(900, "name")} } } } } } } }`,
      {},
    ],
  ])("are refused with %s", async (_, query, variables) => {
    const gateway = await start();
    const { status, errors } = await post(gateway, query, variables);
    expect(status).toBe(413);
    expect(errors![0]).toMatchObject({
      message: expect.stringMatching(
        /^The answer may have \d{8,} bytes .* the limit is 50000000 \(MAX_ANSWER_BYTES\).*topK/,
      ),
      extensions: { code: "TOO_LARGE", retryable: false },
    });
  });

  const everything = `model { id name } activation best { ${score} } labels { ${score} } templates
    timing { totalMs queueMs computeMs batchSize cached } route { fallback alternatives { id } }`;

  it.each([
    [
      "1,000 vectors of 1,024",
      embedTexts("vector space dimensions model { id } timing { totalMs cached }"),
      { texts: many(1000, "x".repeat(2000)) },
    ],
    ["300 images against 1,000 labels", classifyImages(everything, "topK: 5"), { images, labels }],
    [
      "a comparison of four models",
      `query ($images: [ImageInput!]!, $texts: [String!]!, $models: [ID!]!) {
        compare(images: $images, texts: $texts, models: $models) {
          results { model { id } error { code message } latencyMs dimensions costUsd cosine
            classifications { ${everything} } }
          agreement { left { id } right { id } kendallTau topMatch }
        }
      }`,
      {
        images: photos(100),
        texts: many(50, "text"),
        models: ["test/fake", "test/b", "test/c", "test/d"],
      },
    ],
    [
      "everything about every model",
      `{ models { id aliases name languages useCases trainingData defaultTemplates
          pricing { unit usd note } benchmarks { dataset metric value source }
          availability { status reason howToEnable } latency { p50Ms } } }`,
      {},
    ],
  ])("are given with %s", async (_, query, variables) => {
    const gateway = await start();
    const { status, errors } = await post(gateway, query, variables);
    expect([status, errors]).toEqual([200, undefined]);
  });
});

describe("a large answer", () => {
  const texts = many(1000, "text");
  const query = embedTexts(times(1900, "truncated"));
  /** With its embeddings in the cache: what remains is to make the answer, at one go if it can. */
  async function startWarm(settings: Record<string, string>) {
    const gateway = await start({ MAX_ANSWER_BYTES: "100000000", ...settings });
    while ((await post(gateway, embedTexts("space"), { texts })).errors) {
      // Each try finds more of them in the cache.
    }
    return gateway;
  }

  it("lets others have theirs while it is made", async () => {
    const gateway = await startWarm({ REQUEST_TIMEOUT_MS: "5000" });
    const answer = post(gateway, query, { texts });
    const healthy = () => fetch(`${gateway.url}/health`).then(() => "others");
    let others = 0;
    while ((await Promise.race([answer, healthy()])) === "others") {
      others += 1;
    }
    expect(others).toBeGreaterThan(10);
  });

  it("ends at its deadline with TIMEOUT", async () => {
    const gateway = await startWarm({ REQUEST_TIMEOUT_MS: "300" });
    const { data, errors } = await post(gateway, query, { texts });
    expect(data.embedTexts).toHaveLength(1000);
    expect(data.embedTexts.at(-1)).toBeNull();
    expect(errors!.at(-1)).toMatchObject({
      path: ["embedTexts", 999],
      extensions: { code: "TIMEOUT", retryable: true },
    });
  });
});

describe("the name of an operation", () => {
  it("is told in part when it is long", async () => {
    const gateway = await start();
    const name = "N".repeat(5_000_000);
    const told: unknown[] = [];
    const listener = (trace: unknown) => told.push((trace as OperationTrace).name);
    subscribe(operations.asyncEnd.name as string, listener);
    onTestFinished(() => void unsubscribe(operations.asyncEnd.name as string, listener));
    expect((await post(gateway, `query ${name} { limits { maxInputs } }`)).status).toBe(200);
    expect(String(told[0]).length).toBeLessThan(250);
  });
});
