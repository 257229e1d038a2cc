import { expect, test } from "vitest";
import { findModel, nearMisses, unknownModel } from "../../models/find-model.ts";
import { models } from "./routing/world.ts";

test("finds a model by its id and by each of its aliases", () => {
  for (const model of models) {
    for (const name of [model.id, ...model.aliases]) {
      expect(findModel(models, name)).toBe(model);
    }
  }
});

test("finds nobody under another way of writing", () => {
  expect(findModel(models, "vit-b-32")).toBeUndefined();
  expect(findModel(models, "")).toBeUndefined();
});

test.each([
  ["openai/clip-vit-base-patch-32", "openai/clip-vit-base-patch32"],
  ["OpenAI/CLIP-ViT-Base-Patch32", "openai/clip-vit-base-patch32"],
  ["ViT-B-32::laion2b_s34b_b79k", "ViT-B-32/laion2b_s34b_b79k"],
  ["siglip-so400m-patch14-385", "siglip-so400m-patch14-384"],
  ["embed-v4", "embed-v4.0"],
  ["parallax/min", "parallax/mini"],
])("suggests for %s first %s", (name, near) => {
  expect(nearMisses(models, name)[0]).toBe(near);
  expect(unknownModel(models, name)).toMatchObject({
    code: "UNKNOWN_MODEL",
    message: expect.stringContaining(`Did you mean ${near}`),
  });
});

test("suggests nothing for a name that looks like no model", () => {
  expect(nearMisses(models, "gpt-4o")).toEqual([]);
  expect(unknownModel(models, "gpt-4o").message).toContain("`models`");
  expect(nearMisses(models, "x".repeat(1_000_000))).toEqual([]);
});
