import { describe, expect, test } from "vitest";
import { route } from "../../../models/routing/route.ts";
import { refused } from "../../../models/routing/fallback.ts";
import type { Needs } from "../../../models/routing/types.ts";
import { models, world } from "./world.ts";

const mini = "parallax/mini";
const cohere = "cohere/embed-v4.0";
const b32 = "openai/clip-vit-base-patch32";
const siglip = "google/siglip-base-patch16-224";
const multilingual = "sentence-transformers/clip-ViT-B-32-multilingual-v1";
const xlm = "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k";

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);
const text = (steps: readonly { answer: string; reason: string }[]) =>
  steps.map(({ answer, reason }) => `${answer} ${reason}`).join("\n");

describe("a server fresh from installation", () => {
  test("recommends Cohere for French and says that what it uses knows English only", async () => {
    const answer = await route({ language: "fr" }, world());
    expect(answer.recommended.id).toBe(cohere);
    expect(answer.selected.id).toBe(mini);
    expect(answer.fallback).toBe(true);
    expect(answer.steps.at(-1)).toMatchObject({
      question: "Does parallax/mini know French (fr)?",
      answer: "no: English (en) only",
    });
    expect(ids(answer.alternatives)).not.toContain(mini);
  });

  test("falls back to parallax/mini for English, the last of the alternatives", async () => {
    const answer = await route({}, world());
    expect(answer.selected.id).toBe(mini);
    expect(answer.alternatives.at(-1)?.id).toBe(mini);
  });

  test("keeps the recommended model where nothing that fits is available", async () => {
    const answer = await route({}, world({ availability: { [mini]: { status: "FAILING" } } }));
    expect(answer.selected).toBe(answer.recommended);
    expect(answer.fallback).toBe(false);
    expect(text(answer.steps)).toContain("Nothing else that fits is available either");
  });
});

describe("availability", () => {
  test("takes the best available model that knows the language before any that does not", async () => {
    const ready = [b32, "google/siglip-so400m-patch14-384", multilingual, xlm];
    const answer = await route({ language: "de" }, world({ ready }));
    expect(answer.recommended.id).toBe(cohere);
    expect(answer.selected.id).toBe(xlm);
    expect(ids(answer.alternatives).slice(0, 2)).toEqual([xlm, multilingual]);
    expect(answer.steps.map(({ question }) => question).join()).not.toContain("know German");
  });

  test("orders alternatives by availability, then accuracy", async () => {
    const kept = [
      mini,
      b32,
      "openai/clip-vit-base-patch16",
      siglip,
      "openai/clip-vit-large-patch14",
    ];
    const few = models.filter(({ id }) => kept.includes(id));
    const ready = ["openai/clip-vit-base-patch16", b32];
    const there = world({ ready, models: few });
    const { alternatives } = await route({ cloud: false, language: "en" }, there);
    expect(ids(alternatives)).toEqual([
      "openai/clip-vit-base-patch16",
      b32,
      "openai/clip-vit-large-patch14",
      mini,
    ]);
  });

  test("orders alternatives by latency where speed matters most, those with better figures first", async () => {
    const quick = { "openai/clip-vit-base-patch16": 10, "google/siglip-base-patch16-224@q8": 5 };
    const needs = { cloud: false, language: "en", priority: "SPEED" } as const;
    const there = world({ ready: "all", latency: quick });
    const alternatives = ids((await route(needs, there)).alternatives);
    const better = "laion/CLIP-ViT-B-32-laion2B-s34B-b79K";
    expect(alternatives.indexOf(better)).toBeLessThan(
      alternatives.indexOf("google/siglip-base-patch16-224@q8"),
    );
    expect(alternatives.filter((id) => id in quick)).toEqual([
      "google/siglip-base-patch16-224@q8",
      "openai/clip-vit-base-patch16",
    ]);
  });

  test("puts cloud models first where the tree would take one, last where it would not", async () => {
    const hostings = async (needs: Needs) =>
      (await route(needs, world())).alternatives.map(({ hosting }) => hosting);
    const allowed = await hostings({ cloud: true, language: "en" });
    expect(allowed).toContain("CLOUD");
    expect(allowed).toEqual(allowed.toSorted());
    // The very last is the included model.
    const unsaid = (await hostings({ language: "en" })).slice(0, -1);
    expect(unsaid).toContain("CLOUD");
    expect(unsaid).toEqual(unsaid.toSorted().toReversed());
  });
});

describe("a fallback that needs leave", () => {
  const needs = { language: "en", cloud: false, priority: "SPEED", anySpace: false } as const;

  test("is refused, and the error lists what is available", async () => {
    const answer = await route(needs, world({ ready: ["google/siglip-base-patch16-224"] }));
    expect(answer.selected.id).toBe(b32);
    const error = refused(answer.refusal!);
    expect(error.code).toBe("MODEL_UNAVAILABLE");
    expect(error.message).toContain(`${b32} is not available (DOWNLOADABLE)`);
    expect(error.message).toContain("google/siglip-base-patch16-224, parallax/mini");
    expect(error.retryable).toBe(true);
  });

  test("is not worth trying again where credentials are missing", async () => {
    const reason = { status: "NEEDS_CREDENTIALS", howToEnable: "Set CO_API_KEY." } as const;
    const there = world({ ready: [xlm], availability: { [cohere]: reason } });
    const { refusal } = await route({ language: "fr", fallback: false }, there);
    expect(refused(refusal!)).toMatchObject({ retryable: false });
    expect(refused(refusal!).message).toContain("(NEEDS_CREDENTIALS). Set CO_API_KEY.");
  });

  test("is granted by fallback: true", async () => {
    const there = world({ ready: ["google/siglip-base-patch16-224"] });
    const answer = await route({ ...needs, fallback: true }, there);
    expect(answer.selected.id).toBe("google/siglip-base-patch16-224");
    expect(answer.refusal).toBeUndefined();
  });

  test("is withdrawn by fallback: false where it would be granted", async () => {
    const answer = await route({ ...needs, anySpace: true, fallback: false }, world());
    expect(answer.selected.id).toBe(b32);
    expect(ids(answer.refusal!.others)).toEqual([mini]);
  });

  test("is not needed within the same space", async () => {
    for (const twin of ["sentence-transformers/clip-ViT-B-32", multilingual]) {
      const answer = await route(needs, world({ ready: [twin] }));
      expect(answer.selected.id).toBe(twin);
      expect(answer.fallback).toBe(true);
      expect(answer.selected.space).toBe(answer.recommended.space);
    }
  });

  test("never puts a text into a tower of the same space that does not know its language", async () => {
    const latency = Object.fromEntries(models.map(({ id }) => [id, 900]));
    const only = { ...latency, [multilingual]: 50, [b32]: 40, [mini]: 40 };
    const french = { language: "fr", cloud: false, maxLatencyMs: 60, anySpace: false };
    const answer = await route(french, world({ ready: [b32], latency: only }));
    expect(answer.recommended.id).toBe(multilingual);
    expect(answer.selected.id).toBe(multilingual);
    expect(answer.fallback).toBe(false);
  });
});
