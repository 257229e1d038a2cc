import { describe, expect, test } from "vitest";
import { route } from "../../../models/routing/route.ts";
import type { Needs } from "../../../models/routing/types.ts";
import type { Model } from "../../../models/model.ts";
import { models, world } from "./world.ts";

const record = (id: string, facts: Partial<Model>): Model => ({
  ...models.find(({ id }) => id === "google/siglip2-base-patch16-224")!,
  aliases: [],
  id,
  space: id,
  ...facts,
});
// Ids of the recall table: 75.8 and 6.4 % in Bengali, 77.3 and 59.7 in Arabic.
const research = record("visheratin/nllb-siglip-mrl-large", {
  languages: ["en", "bn", "ar"],
  license: "CC-BY-NC-4.0",
  commercialUse: false,
});
const free = record("laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k", {
  languages: ["en", "bn", "ar"],
  license: "MIT",
  commercialUse: true,
});
const { license: _, commercialUse: __, ...silent } = record("test/silent", { languages: ["en"] });

const all = [research, free, silent];
const ask = (needs: Needs, few: readonly Model[] = all) =>
  route({ language: "bn", cloud: false, ...needs }, world({ models: few, ready: "all" }));
const ids = (list: readonly Model[]) => list.map(({ id }) => id);
const text = (steps: readonly { question: string; answer: string; reason: string }[]) =>
  steps.map(({ question, answer, reason }) => [question, answer, reason].join(" | ")).join("\n");

describe("a model for research only", () => {
  test("is passed over, and a step says with which figure, why, and what allows it", async () => {
    const { recommended, alternatives, steps } = await ask({});
    expect(recommended).toBe(free);
    expect(ids(alternatives)).not.toContain(research.id);
    expect(text(steps)).toContain(
      "visheratin/nllb-siglip-mrl-large, with a recall of 75.8 %, is passed over: its licence " +
        "(CC-BY-NC-4.0) is for research only. commercialUse: false allows it.",
    );
  });

  test("is not what others fall back to, even where nothing else is there", async () => {
    const there = world({ models: all, ready: [research.id] });
    const needs = { language: "bn", cloud: false, fallback: true };
    const answer = await route(needs, there);
    expect(answer.selected).toBe(free);
    expect(answer.fallback).toBe(false);
    const asked = await route({ ...needs, commercialUse: false }, there);
    expect(asked.selected).toBe(research);
  });

  test("is taken with commercialUse: false, and a step says what its licence is", async () => {
    const { recommended, steps } = await ask({ commercialUse: false });
    expect(recommended).toBe(research);
    expect(text(steps)).toContain(
      "yes: the caller allows it | Of visheratin/nllb-siglip-mrl-large: its licence (CC-BY-NC-4.0) is for research only.",
    );
  });

  test("is not said to be passed over for its licence where it would not do anyway", async () => {
    const latency = { [research.id]: 900 };
    const slow = world({ models: all, ready: "all", latency });
    const needs = { language: "bn", cloud: false };
    expect(text((await route(needs, slow)).steps)).toContain("licence");
    expect(text((await route({ ...needs, maxLatencyMs: 500 }, slow)).steps)).not.toContain(
      "licence",
    );
    const blind = { ...research, modalities: ["TEXT"], video: "NONE" } as const;
    const { steps } = await ask({ modalities: ["IMAGE"] }, [blind, free]);
    expect(text(steps)).not.toContain("licence");
  });

  test("is named where it is all there is", async () => {
    await expect(ask({}, [research])).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      retryable: false,
      message: expect.stringMatching(/but for research: visheratin\S+\. Set commercialUse: false/),
    });
  });
});

describe("a caller who needs commercial use", () => {
  test("gets only models whose licence allows it", async () => {
    const { recommended, alternatives, steps } = await ask({ commercialUse: true, language: "en" });
    expect(recommended).toBe(free);
    expect(alternatives).toEqual([]);
    expect(text(steps)).toContain("Must the licence allow commercial use? | yes");
    const { alternatives: others } = await ask({ language: "en" });
    expect(ids(others)).toEqual([silent.id]);
  });

  test("is told so where no licence does", async () => {
    await expect(ask({ commercialUse: true }, [research, silent])).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message:
        "No local model of this server takes this and has a licence that allows commercial use.",
    });
  });
});

test("no step speaks of licences where they change nothing", async () => {
  expect(text((await ask({ language: "ar" }, [free, silent])).steps)).not.toContain("licence");
});
