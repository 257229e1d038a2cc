import { describe, expect, test } from "vitest";
import { catalog } from "../../models/catalog/index.ts";
import { root, tree, lastResort, type Leaf } from "../../models/routing/tree.ts";
import { parseLanguage } from "../../models/language/tag.ts";
import type { Model } from "../../models/model.ts";
import { models } from "./routing/world.ts";

const byId = (id: string) => models.find((model) => model.id === id);

test("has every model of the selection guide, under its canonical name", () => {
  expect(catalog.map(({ id, dimensions }) => [id, dimensions])).toEqual(
    expect.arrayContaining([
      ["openai/clip-vit-base-patch32", 512],
      ["openai/clip-vit-base-patch16", 512],
      ["openai/clip-vit-large-patch14", 768],
      ["openai/clip-vit-large-patch14-336", 768],
      ["laion/CLIP-ViT-B-32-laion2B-s34B-b79K", 512],
      ["laion/CLIP-ViT-B-16-laion2B-s34B-b88K", 512],
      ["laion/CLIP-ViT-L-14-laion2B-s32B-b82K", 768],
      ["laion/CLIP-ViT-H-14-laion2B-s32B-b79K", 1024],
      ["laion/CLIP-ViT-bigG-14-laion2B-39B-b160k", 1280],
      ["google/siglip-base-patch16-224", 768],
      ["google/siglip-large-patch16-256", 1024],
      ["google/siglip-so400m-patch14-384", 1152],
      ["google/siglip2-base-patch16-224", 768],
      ["google/siglip2-base-patch32-256", 768],
      ["google/siglip2-large-patch16-256", 1024],
      ["google/siglip2-so400m-patch16-256", 1152],
      ["google/siglip2-so400m-patch16-384", 1152],
      ["visheratin/nllb-siglip-mrl-base", 768],
      ["visheratin/nllb-siglip-mrl-large", 1152],
      ["apple/DFN2B-CLIP-ViT-B-16", 512],
      ["apple/DFN2B-CLIP-ViT-L-14", 768],
      ["apple/MobileCLIP2-S0", 512],
      ["apple/MobileCLIP2-S2", 512],
      ["facebook/PE-Core-B16-224", 1024],
      ["facebook/PE-Core-L14-336", 1024],
      ["facebook/metaclip-2-worldwide-huge-quickgelu", 1024],
      ["laion/CLIP-ViT-H-14-frozen-xlm-roberta-large-laion5B-s13B-b90k", 1024],
      ["laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k", 512],
      ["sentence-transformers/clip-ViT-B-32", 512],
      ["sentence-transformers/clip-ViT-B-16", 512],
      ["sentence-transformers/clip-ViT-L-14", 768],
      ["sentence-transformers/clip-ViT-B-32-multilingual-v1", 512],
      ["cohere/embed-v4.0", 1536],
      ["google/multimodalembedding@001", 1408],
      ["google/gemini-embedding-2", 3072],
      ["voyageai/voyage-multimodal-3.5", 2048],
    ]),
  );
});

test("no name leads to two models", () => {
  const names = models.flatMap(({ id, aliases }) => [id, ...aliases]);
  const lower = names.map((name) => name.toLowerCase());
  expect(lower.filter((name, i) => lower.indexOf(name) !== i)).toEqual([]);
});

test.each([
  ["ViT-B-32", "openai/clip-vit-base-patch32"],
  ["ViT-B/32", "openai/clip-vit-base-patch32"],
  ["ViT-L/14@336px", "openai/clip-vit-large-patch14-336"],
  ["ViT-B-32/laion2b_s34b_b79k", "laion/CLIP-ViT-B-32-laion2B-s34B-b79K"],
  ["ViT-bigG-14/laion2b_s39b_b160k", "laion/CLIP-ViT-bigG-14-laion2B-39B-b160k"],
  ["clip-ViT-B-32", "sentence-transformers/clip-ViT-B-32"],
  ["clip-ViT-B-32-multilingual-v1", "sentence-transformers/clip-ViT-B-32-multilingual-v1"],
  ["embed-v4.0", "cohere/embed-v4.0"],
  ["multimodalembedding@001", "google/multimodalembedding@001"],
  ["gemini-embedding-2", "google/gemini-embedding-2"],
  ["voyage-multimodal-3.5", "voyageai/voyage-multimodal-3.5"],
])("%s is an alias of %s", (alias, id) => {
  expect(byId(id)?.aliases).toContain(alias);
});

describe.each(catalog.map((model) => [model.id, model] as const))("%s", (id, model) => {
  test("has a canonical id and languages", () => {
    expect(id).toMatch(/^[a-z][\w-]*\/[\w.-]+(@\w+)?$/);
    for (const language of model.languages) {
      expect(parseLanguage(language)).toBe(language);
    }
    expect(new Set(model.languages).size).toBe(model.languages.length);
    expect(model.languages).toContain("en");
    expect(model.multilingual).toBe(model.languages.length > 1);
  });

  test("fills every field with something plausible", () => {
    expect(model.supportedDimensions).toContain(model.dimensions);
    expect(model.supportedDimensions).toEqual(model.supportedDimensions.toSorted((a, b) => a - b));
    expect(Math.max(...model.supportedDimensions)).toBe(model.dimensions);
    expect(model.useCases.length).toBeGreaterThan(0);
    // Lists on narrow terminals show the first use, and no licence.
    expect(model.useCases[0] === "research").toBe(model.commercialUse === false);
    expect(model.maxTextTokens).toBeGreaterThanOrEqual(32);
    for (const field of [model.license, model.trainingData, model.family, model.name]) {
      expect(field).toBeTruthy();
    }
    expect(model.templates.length).toBeGreaterThan(0);
    for (const template of model.templates) {
      expect(template).toContain("{label}");
    }
    for (const { source, value } of model.benchmarks) {
      expect(source).toMatch(/\w{6}/);
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(100);
    }
  });

  test(`says what a ${model.hosting} model must say`, () => {
    const local = model.hosting === "LOCAL";
    expect(model.openSource).toBe(local && model.commercialUse === true);
    expect(typeof model.commercialUse).toBe("boolean");
    expect(model.weights !== undefined).toBe(local);
    expect(model.pricing.length > 0).toBe(!local);
    expect([model.parameters, model.gflops, model.sizeBytes].every((n) => n! > 0)).toBe(local);
    expect(model.provider).toBe(local ? "onnx" : model.provider);
    if (local) {
      // Their trained scale is in a pickle only.
      const unscaled = model.family === "NLLB-CLIP";
      expect(model.scoring.activation === "COSINE").toBe(unscaled);
    }
    if (local) {
      expect(model.imageSize).toBeGreaterThanOrEqual(224);
    }
    for (const { usd, usdMax, source, asOf } of model.pricing) {
      expect(usd).toBeGreaterThan(0);
      if (usdMax !== undefined) {
        expect(usdMax).toBeGreaterThan(usd);
      }
      expect(source).toBeTruthy();
      expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
    }
  });

  test("takes video natively exactly when VIDEO is among its modalities", () => {
    expect(model.video === "NATIVE").toBe(model.modalities.includes("VIDEO"));
    expect(model.video === "NONE").toBe(!model.modalities.includes("IMAGE"));
  });

  test("names its files once, with whole digests", () => {
    const { weights } = model;
    if (weights?.from !== "hub") {
      return;
    }
    const files = weights.parts.flatMap(({ files }) => files);
    const paths = files.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => path.endsWith(".onnx"))).toHaveLength(2);
    for (const { sha256, size } of files) {
      expect(sha256 === undefined).toBe(size === undefined);
      if (sha256 !== undefined) {
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      }
    }
    for (const { revision } of weights.parts) {
      expect(revision ?? "0".repeat(40)).toMatch(/^[0-9a-f]{40}$/);
    }
    // Where every large file is pinned, the total is no estimate.
    const exact = files.filter(({ path }) => path.endsWith(".onnx")).every(({ size }) => size);
    const sum = files.reduce((total, { size = 0 }) => total + size, 0);
    if (exact) {
      expect(Math.abs(model.sizeBytes! - sum)).toBeLessThan(100_000);
    }
  });
});

test("models that share a space share dimensions, and their image tower", () => {
  for (const [space, sharing] of spaces()) {
    const [first] = sharing;
    for (const model of sharing) {
      expect(model.dimensions, space).toBe(first!.dimensions);
      expect(model.scoring).toEqual(first!.scoring);
      expect(visionFile(model), space).toEqual(visionFile(first!));
    }
  }
});

test("exactly the CLIP towers of OpenAI and Sentence Transformers share a space", () => {
  const shared = spaces().filter(([, sharing]) => sharing.length > 1);
  expect(Object.fromEntries(shared.map(([space, sharing]) => [space, sharing.length]))).toEqual({
    "clip-vit-b-32": 3,
    "clip-vit-b-16": 2,
    "clip-vit-l-14": 2,
  });
});

test("a variant of lower precision has a space and files of its own", () => {
  const variants = catalog.filter(({ id }) => /@(fp16|q8)$/.test(id));
  expect(variants).toHaveLength(5);
  for (const variant of variants) {
    const full = byId(variant.id.replace(/@.*/, ""))!;
    expect(variant.space).not.toBe(full.space);
    expect(visionFile(variant)).not.toEqual(visionFile(full));
    expect(variant.sizeBytes).toBeLessThan(full.sizeBytes!);
  }
});

test("the decision tree leads to models of the catalog only, and asks nothing twice", () => {
  const visit = (at: string | Leaf, asked: readonly string[]): void => {
    if (at === "best local") {
      return;
    }
    if (typeof at !== "string") {
      for (const id of at) {
        expect(byId(id), id).toBeDefined();
      }
      return;
    }
    const { subject, answers } = tree[at as keyof typeof tree];
    expect(asked).not.toContain(subject);
    for (const { next } of Object.values(answers)) {
      visit(next, [...asked, subject]);
    }
  };
  visit(root, []);
  expect(byId(lastResort)).toBeDefined();
});

function spaces(): [string, Model[]][] {
  const bySpace = new Map<string, Model[]>();
  for (const model of models) {
    bySpace.set(model.space, [...(bySpace.get(model.space) ?? []), model]);
  }
  return [...bySpace];
}

function visionFile({ weights }: Model): unknown {
  if (weights?.from !== "hub") {
    return weights;
  }
  return weights.parts.flatMap(({ repo, files }) =>
    files.filter(({ path }) => /vision|visual\/model/.test(path)).map(({ path }) => [repo, path]),
  );
}
