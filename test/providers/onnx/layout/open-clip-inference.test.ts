import { join } from "node:path";
import { expect, test } from "vitest";
import { readTowers } from "../../../../providers/onnx/layout/read-towers.ts";
import { directoryOf, read } from "./layouts.ts";

/** As the crate open_clip_inference exports MobileCLIP 2. */
const files = {
  "open_clip_config.json": {
    model_cfg: {
      embed_dim: 512,
      vision_cfg: { image_size: 256 },
      text_cfg: { context_length: 77, no_causal_mask: true },
    },
    preprocess_cfg: { mean: [0, 0, 0], std: [1, 1, 1], interpolation: "bilinear" },
  },
  "model_config.json": {
    logit_scale: 93.5,
    logit_bias: 0,
    activation_function: "softmax",
    pad_id: 0,
  },
  "tokenizer.json": { model: { type: "BPE", vocab: {} } },
  "tokenizer_config.json": { pad_token: "<|endoftext|>" },
  "text.onnx": "",
  "visual.onnx": "",
};

test("An export of open_clip_inference is read from its files, which lie side by side", async () => {
  const directory = await directoryOf(files);
  expect(await readTowers(directory)).toEqual({
    text: {
      graph: { runtime: "onnxruntime", file: join(directory, "text.onnx") },
      tokenizer: join(directory, "tokenizer.json"),
      tokens: { maxTokens: 77, padTo: 77, padId: 0, clean: "open_clip-lower" },
    },
    image: {
      graph: { runtime: "onnxruntime", file: join(directory, "visual.onnx") },
      pixels: {
        alpha: "drop",
        resize: "shortest",
        interpolation: "bilinear",
        size: 256,
        crop: 256,
        cropRounding: "even",
        mean: [0, 0, 0],
        std: [1, 1, 1],
      },
    },
    dimensions: 512,
    scoring: { activation: "SOFTMAX", scale: 93.5 },
  });
});

test("Its bias counts where it says sigmoid", async () => {
  const stated = { logit_scale: 112, logit_bias: -16.5, activation_function: "sigmoid" };
  const { scoring } = await read({ ...files, "model_config.json": stated });
  expect(scoring).toEqual({ activation: "SIGMOID", scale: 112, bias: -16.5 });
});

test("Without its scale, that of the family counts", async () => {
  const { "model_config.json": _, ...rest } = files;
  expect((await read(rest)).scoring).toEqual({ activation: "SOFTMAX", scale: 100 });
});

test("An image graph may be called image.onnx", async () => {
  const { "visual.onnx": graph, ...rest } = files;
  const { image } = await read({ ...rest, "image.onnx": graph });
  expect(image?.graph).toMatchObject({ file: expect.stringMatching(/image\.onnx$/) });
});
