import { readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { embedded } from "../../models/catalog/embedded.ts";
import { readTowers } from "../../providers/onnx/layout/read-towers.ts";

test("the default model's record says what its files say", async () => {
  const towers = await readTowers("models/embedded");
  expect(towers.scoring).toEqual(embedded.scoring);
  expect(towers.dimensions).toBe(embedded.dimensions);
  expect(towers.text!.tokens.maxTokens).toBe(embedded.maxTextTokens);
  expect(towers.image!.pixels.crop).toBe(embedded.imageSize);
  const config = JSON.parse(readFileSync("models/embedded/config.json", "utf8"));
  expect(config.templates).toEqual(embedded.templates);
});

test("its size is that of its files", () => {
  const files = [
    "config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "onnx/text_model.onnx",
    "onnx/vision_model.onnx",
  ];
  const sizes = files.map((file) => statSync(`models/embedded/${file}`).size);
  expect(sizes.reduce((a, b) => a + b)).toBe(embedded.sizeBytes);
});
