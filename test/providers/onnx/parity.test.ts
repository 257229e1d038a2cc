import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { prompts } from "../../../models/zero-shot/prompt.ts";
import { score } from "../../../models/zero-shot/score.ts";
import { dot, meanDirection } from "../../../models/vector/vector.ts";
import { readTowers } from "../../../providers/onnx/layout/read-towers.ts";
import {
  embed,
  fixtures,
  floats,
  furthest,
  type Golden,
  images,
  inputs,
  openImage,
  openText,
  readJson,
  textsFor,
  templates,
  vectorsOf,
  worst,
} from "./tiny-models.ts";

const models = [
  "clip",
  "siglip",
  "siglip2",
  "mini",
  "open-clip",
  "open-clip-siglip",
  "open-clip-xlm-roberta",
  "open-clip-nllb",
  "open-clip-siglip2",
  "pe-core",
  "mobile-clip",
  "multilingual",
  "multilingual-optimum",
];

describe.each(models)("The tiny model %s", async (name) => {
  const towers = await readTowers(join(fixtures, name));
  const golden = await readJson<Golden>(`${name}/golden.json`);
  const text = await openText(towers.text!);
  const texts = textsFor(golden);

  test("embeds texts as its reference", async () => {
    expectSame(await embed(text, texts), vectorsOf(golden, golden.texts));
    expect([golden.dimensions, undefined]).toContain(towers.dimensions);
  });

  test("embeds a text alone as with others, in any order", async () => {
    const together = await embed(text, texts.toReversed());
    for (const [index, input] of texts.toReversed().entries()) {
      expectSame(await embed(text, [input]), [together[index]!]);
    }
  });

  test("makes a label's vector of its prompts as open_clip does", async () => {
    const labels: Float32Array[] = [];
    for (const label of inputs.labels) {
      labels.push(meanDirection(await embed(text, prompts(label, templates))));
    }
    expectSame(labels, vectorsOf(golden, golden.labels));
  });

  if (!golden.images || !golden.scores) {
    return;
  }
  const { images: expectedImages, scores: expectedScores } = golden;

  test("embeds images, and scores them, as its reference", async () => {
    const image = await openImage(towers);
    const vectors = await embed(image, images);
    expectSame(vectors, vectorsOf(golden, expectedImages));
    const embedded = await embed(text, texts);
    const scores = vectors.flatMap((vector) => {
      const cosines = Float32Array.from(embedded, (other) => dot(vector, other));
      return Array.from(score(cosines, towers.scoring));
    });
    const expected = floats(expectedScores);
    expect(scores).toHaveLength(expected.length);
    scores.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 4));
  });
});

function expectSame(got: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(got).toHaveLength(expected.length);
  expect(worst(got, expected)).toBeGreaterThanOrEqual(0.99999);
  expect(furthest(got, expected)).toBeLessThanOrEqual(1e-4);
}
