import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparable } from "../../../models/catalog/benchmarks.ts";
import { dominates } from "../../../models/routing/dominance.ts";
import { route } from "../../../models/routing/route.ts";
import type { Model } from "../../../models/model.ts";
import { models, world } from "./world.ts";

const retrieval = { language: "en", task: "RETRIEVAL" } as const;
const siglip = models.find(({ id }) => id === "google/siglip-base-patch16-224")!;
const bigG = models.find(({ id }) => id === "laion/CLIP-ViT-bigG-14-laion2B-39B-b160k")!;

/** In the order ImageNet, Flickr30k, MS COCO. */
function record(id: string, figures: readonly (number | null)[], gflops?: number): Model {
  const { gflops: _, ...rest } = siglip;
  const benchmarks = comparable.flatMap(({ dataset, metric }, i) => {
    const value = figures[i] ?? null;
    return value === null ? [] : [{ dataset, metric, value, source: "test" }];
  });
  return { ...rest, id, aliases: [], space: id, benchmarks, ...(gflops && { gflops }) };
}

describe("a model dominates another", () => {
  const other = record("other", [70, 80, 50], 100);
  test.each([
    ["that it beats for less work", [75, 85, 55], 60, true],
    ["that it beats in one figure and equals in the rest", [70, 80, 51], 100, true],
    ["that it beats for a tenth and 10 GFLOPs more", [75, 85, 55], 120, true],
    ["of which not all figures are known", [null, 85, null], 100, true],
    ["but not for more work than that", [75, 85, 55], 121, false],
    ["but not when it is worse in one figure", [75, 79, 55], 60, false],
    ["but not by less than a point", [70.9, 80.9, 50.9], 60, false],
    ["but not by figures of the other task alone", [75, null, null], 60, false],
    ["but not without figures", [], 60, false],
    ["but not when nobody knows its work", [75, 85, 55], undefined, false],
  ] as const)("%s", (_, figures, gflops, expected) => {
    expect(dominates(record("one", figures, gflops), other, retrieval)).toBe(expected);
  });

  test("by the recall in their language, where that is not English", () => {
    const better = { ...other, id: "google/siglip2-base-patch32-256" };
    const worse = { ...other, id: "openai/clip-vit-base-patch32" };
    const best = record(worse.id, [99, 99, 99], 100);
    expect(dominates(better, best, { ...retrieval, language: "fr" })).toBe(true);
    expect(dominates(better, best, retrieval)).toBe(false);
  });
});

describe("dominance", () => {
  const job = fc.record({
    language: fc.constant("en"),
    task: fc.constantFrom("RETRIEVAL" as const, "CLASSIFICATION" as const),
  });
  const figure = fc.integer({ min: 60, max: 65 });
  const known = fc.tuple(figure, figure, figure);
  const gflops = fc.integer({ min: 1, max: 60 });
  const anyRecord = fc
    .tuple(fc.array(fc.option(figure), { maxLength: 3 }), fc.option(gflops, { nil: undefined }))
    .map(([figures, work]) => record("any", figures, work));
  const fullRecord = fc
    .tuple(known, gflops)
    .map(([figures, work]) => record("full", figures, work));

  test("is of no model over itself, and never mutual", () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, job, (a, b, job) => {
        expect(dominates(a, a, job)).toBe(false);
        expect(dominates(a, b, job) && dominates(b, a, job)).toBe(false);
      }),
    );
  });

  test("goes on from model to model as long as the work does not grow too much", () => {
    fc.assert(
      fc.property(fullRecord, fullRecord, fullRecord, job, (a, b, c, job) => {
        if (dominates(a, b, job) && dominates(b, c, job)) {
          expect(dominates({ ...a, gflops: Math.min(a.gflops!, c.gflops!) }, c, job)).toBe(true);
          expect(dominates(c, a, job)).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("what the router makes of it", () => {
  test("bigG stays recommended, and a step names what beats it, with all figures", async () => {
    const needs = { language: "en", cloud: false, priority: "QUALITY" } as const;
    const { recommended, alternatives, steps } = await route(needs, world());
    expect(recommended).toBe(bigG);
    expect(alternatives[0]!.id).toBe("google/siglip-so400m-patch14-384");
    const step = steps.find(({ question }) => question.includes("do better than"))!;
    expect(step.answer).toContain("google/siglip-so400m-patch14-384");
    expect(step.reason).toContain(
      "Flickr30k 88.6 against 86.2 %, MS COCO 63.3 against 59.4 %, ImageNet-1k 83.08 against 80.09 %; 723 against 1065 GFLOPs",
    );
  });

  test("where speed matters, the better of those that beat CLIP B/32 leads, not the faster", async () => {
    const latency = { "google/siglip2-base-patch32-256": 3.3, "parallax/mini": 1 };
    const needs = { language: "en", cloud: false, priority: "SPEED" } as const;
    const { recommended, alternatives } = await route(needs, world({ latency }));
    expect(recommended.id).toBe("openai/clip-vit-base-patch32");
    expect(alternatives[0]!.id).toBe("google/siglip2-base-patch32-256");
  });

  test("no step says anything where nothing is better", async () => {
    const few = [siglip, record("test/worse", [10, 10, 10], 10)];
    const { steps } = await route({ language: "en", cloud: false }, world({ models: few }));
    expect(steps.map(({ question }) => question).join()).not.toContain("do better");
  });

  test("alternatives begin with what is available; what beats the recommended comes before the rest", async () => {
    const figure = fc.integer({ min: 70, max: 90 });
    const some = fc.array(
      fc.tuple(fc.tuple(figure, figure, figure), fc.integer({ min: 10, max: 90 }), fc.boolean()),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    const priority = fc.constantFrom("SPEED" as const, "BALANCE" as const);
    await fc.assert(
      fc.asyncProperty(some, priority, async (given, priority) => {
        const rivals = given.map(([figures, work], i) => record(`test/${i}`, figures, work));
        const ready = rivals.flatMap(({ id }, i) => (given[i]![2] ? [id] : []));
        const there = world({ models: [siglip, ...rivals], ready });
        const needs = { language: "en", cloud: false, priority };
        const { recommended, alternatives } = await route(needs, there);
        const keys = alternatives.map(
          (model) =>
            2 * Number(ready.includes(model.id)) +
            Number(dominates(model, recommended, { language: "en", task: "RETRIEVAL" })),
        );
        expect(keys).toEqual(keys.toSorted().toReversed());
      }),
    );
  });
});

describe("a successor", () => {
  const old = models.find(({ id }) => id === "google/multimodalembedding@001")!;
  const next: Model = {
    ...old,
    id: "test/next",
    aliases: [],
    space: "test/next",
    multilingual: true,
    languages: ["en", "fr"],
    supersedes: { id: old.id, because: "Test's successor, in 100 languages." },
  };
  const cohere = models.find(({ id }) => id === "cohere/embed-v4.0")!;
  const there = world({ models: [cohere, old, next], ready: "all" });

  test("is the first alternative, and a step says what it does better", async () => {
    const needs = { language: "en", modalities: ["VIDEO"] } as const;
    const { recommended, alternatives, steps } = await route(needs, there);
    expect(recommended).toBe(old);
    expect(alternatives[0]).toBe(next);
    expect(steps).toContainEqual({
      question: "Has google/multimodalembedding@001 a successor?",
      answer: "yes: test/next",
      reason: "Test's successor, in 100 languages. Vectors of the two cannot be compared.",
    });
  });

  test("of Google's older model is Gemini, whose record says so", async () => {
    const { recommended, alternatives, steps } = await route({ gcp: true }, world());
    expect(recommended).toBe(old);
    expect(alternatives[0]!.id).toBe("google/gemini-embedding-2");
    expect(steps.map(({ answer }) => answer)).toContain("yes: google/gemini-embedding-2");
  });

  test("that takes video as it is, is named where the recommended model does not", async () => {
    const { recommended, steps } = await route({ language: "fr", modalities: ["VIDEO"] }, there);
    expect(recommended).toBe(cohere);
    expect(steps.map(({ answer }) => answer)).toContain("yes: test/next");
  });

  test("is not spoken of where it may not be used", async () => {
    const covers = (model: Model) => model !== next;
    const { steps } = await route(
      { language: "en", modalities: ["VIDEO"] },
      world({ models: [cohere, old, next], covers }),
    );
    expect(steps.map(({ question }) => question).join()).not.toContain("successor");
  });
});
