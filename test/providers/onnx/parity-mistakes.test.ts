import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../../providers/onnx/worker/graph.ts";
import { createTextTower } from "../../../providers/onnx/worker/text-tower.ts";
import { readTowers } from "../../../providers/onnx/layout/read-towers.ts";
import type { TextTower, TokenSpec, Towers } from "../../../providers/onnx/towers.ts";
import {
  embed,
  fixtures,
  type Golden,
  images,
  inputs,
  open,
  openImage,
  openText,
  readJson,
  vectorsOf,
  worst,
} from "./tiny-models.ts";

/** Each of these has been shipped by somebody; each must make the test above fail. */
describe("The goldens catch", () => {
  const { texts } = inputs;

  test.each<[string, string, (tower: TextTower) => TextTower]>([
    ["SigLIP padded with another id", "siglip", (tower) => tokens(tower, { padId: 0 })],
    ["SigLIP not cleaned by a tokenizer of open_clip's", "open-clip-siglip", uncleaned],
    ["SigLIP 2 without lower case", "siglip2", uncleaned],
    ["OpenCLIP without its cleaning", "open-clip", uncleaned],
    ["OpenCLIP's XLM-R without its cleaning", "open-clip-xlm-roberta", uncleaned],
    ["pooling by the first token", "multilingual", (tower) => pooled(tower, "first")],
    ["a text cut too late", "multilingual", (tower) => tokens(tower, { maxTokens: 30 })],
    ["a text cut too early", "clip", (tower) => tokens(tower, { maxTokens: 60 })],
    ["a context of another model", "pe-core", (tower) => tokens(tower, { maxTokens: 20 })],
  ])("%s", async (_, name, mistake) => {
    const { text } = await readTowers(join(fixtures, name));
    const golden = await readJson<Golden>(`${name}/golden.json`);
    const wrong = await embed(await openText(mistake(text!)), texts);
    expect(worst(wrong, vectorsOf(golden, golden.texts))).toBeLessThan(0.99);
  });

  test.each<[string, string, (feeds: Feeds) => void]>([
    ["CLIP without its start token", "clip", ({ input_ids: ids }) => drop(ids!, 0)],
    ["CLIP cut without keeping its end token", "clip", ({ input_ids: ids }) => drop(ids!, -1)],
    ["a mask that is ignored", "multilingual", ({ attention_mask: mask }) => mask!.data.fill(1n)],
  ])("%s", async (_, name, mistake) => {
    const { text } = await readTowers(join(fixtures, name));
    const golden = await readJson<Golden>(`${name}/golden.json`);
    const graph = await open(text!.graph);
    const run: Graph["run"] = (feeds, output) => {
      mistake(feeds as Feeds);
      return graph.run(feeds, output);
    };
    const wrong = await embed(await createTextTower(text!, { ...graph, run }), texts);
    expect(worst(wrong, vectorsOf(golden, golden.texts))).toBeLessThan(0.99);
  });

  test.each(["siglip", "siglip2"])("%s not padded, or padded to the longest text", async (name) => {
    const { text } = await readTowers(join(fixtures, name));
    const golden = await readJson<Golden>(`${name}/golden.json`);
    const expected = vectorsOf(golden, golden.texts);
    const { padTo: _, ...spec } = text!.tokens;
    const tower = await openText({ ...text!, tokens: spec });
    // The longest of the texts is cut at the very length that they should be padded to.
    const short = texts.slice(0, 4);
    expect(worst(await embed(tower, short), expected)).toBeLessThan(0.99);
    expect(worst(await embed(tower, short.slice(0, 1)), expected)).toBeLessThan(0.99);
  });

  test("NLLB told no language, which is English", async () => {
    const { text } = await readTowers(join(fixtures, "open-clip-nllb"));
    const golden = await readJson<Golden>("open-clip-nllb/golden.json");
    const expected = vectorsOf(golden, golden.texts);
    const got = await embed(await openText(text!), texts);
    const same = got.map((vector, i) => worst([vector], [expected[i]!]) > 0.99);
    const english = golden.languages!.map((language) => language.startsWith("en"));
    expect(same).toEqual(english);
  });

  test("SigLIP pooled by mean instead of by its head", async () => {
    const { text } = await readTowers(join(fixtures, "siglip"));
    const golden = await readJson<Golden>("siglip/golden.json");
    const wrong = await embed(await openText({ ...text!, pooling: { kind: "mean" } }), texts);
    expect(worst(wrong, vectorsOf(golden, golden.texts))).toBeLessThan(0.99);
  });

  test.each<[string, string, (pixels: Towers["image"] & {}) => Towers["image"] & {}]>([
    [
      "a squashed image that should be cropped",
      "clip",
      (tower) => pixels(tower, { resize: "squash" }),
    ],
    ["a cropped image that should be squashed", "siglip", cropped],
    ["another mean", "clip", (tower) => pixels(tower, { mean: [0.5, 0.5, 0.5] })],
    ["transparency dropped that should be white", "siglip", (tower) => alpha(tower, "drop")],
    ["transparency on white that should be dropped", "open-clip", (tower) => alpha(tower, "white")],
    ["a crop without its margin", "mini", (tower) => pixels(tower, { size: 32 })],
    ["bicubic in place of bilinear", "mobile-clip", bicubic],
  ])("%s", async (_, name, mistake) => {
    const towers = await readTowers(join(fixtures, name));
    const golden = await readJson<Golden>(`${name}/golden.json`);
    const wrong = await embed(
      await openImage({ ...towers, image: mistake(towers.image!) }),
      images,
    );
    expect(worst(wrong, vectorsOf(golden, golden.images!))).toBeLessThan(0.999);
  });
});

type Feeds = Record<string, { data: BigInt64Array; dims: number[] }>;

/** Takes one place out of every row: the first, or the end token of the longest text. */
function drop(ids: { data: BigInt64Array; dims: readonly number[] }, place: 0 | -1): void {
  const width = ids.dims[1]!;
  for (let begin = 0; begin < ids.data.length; begin += width) {
    const row = ids.data.subarray(begin, begin + width);
    if (place === 0) {
      row.copyWithin(0, 1);
    } else {
      row[width - 1] = row[width - 2]!;
    }
  }
}

function tokens(tower: TextTower, change: Partial<TokenSpec>): TextTower {
  return { ...tower, tokens: { ...tower.tokens, ...change } };
}

function uncleaned(tower: TextTower): TextTower {
  const { clean: _, ...rest } = tower.tokens;
  return { ...tower, tokens: rest };
}

function pooled(tower: TextTower, kind: "first"): TextTower {
  return { ...tower, pooling: { ...tower.pooling!, kind } };
}

type Image = Towers["image"] & {};

function pixels(tower: Image, change: Partial<Image["pixels"]>): Image {
  return { ...tower, pixels: { ...tower.pixels, ...change } };
}

function alpha(tower: Image, alpha: "white" | "drop"): Image {
  return pixels(tower, { alpha });
}

function bicubic(tower: Image): Image {
  return pixels(tower, { interpolation: "bicubic" });
}

function cropped(tower: Image): Image {
  return pixels(tower, { resize: "shortest", crop: tower.pixels.size });
}
