import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { knownModel } from "../../../models/find-model.ts";
import { cosines } from "../../../models/vector/vector.ts";
import { readConfig } from "../../../src/config/config.ts";
import { createEngine } from "../../../src/inference/engine.ts";

test("the engine embeds a text and an image as a library, without HTTP", async () => {
  const engine = await createEngine({ config: readConfig({}) });
  const model = knownModel(engine.models, "mini");
  const bytes = readFileSync("src/pages/photos/cat.jpg");
  const [photo, cat, rocket] = await Promise.all([
    engine.embed(model, { modality: "IMAGE", bytes }),
    engine.embed(model, { modality: "TEXT", text: "a cat" }),
    engine.embed(model, { modality: "TEXT", text: "a rocket" }),
  ]);
  const [right, wrong] = cosines(photo.vector, [cat.vector, rocket.vector]);
  expect(right).toBeGreaterThan(wrong! + 0.2);
  expect(cat).toMatchObject({ space: "parallax/mini", dimensions: 512, tokens: 4, route: null });
  await engine.close();
});
