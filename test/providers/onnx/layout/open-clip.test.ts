import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readTowers } from "../../../../providers/onnx/layout/read-towers.ts";
import { clip, clipMean, clipStd, directoryOf, immich, read } from "./layouts.ts";

describe("An immich export", () => {
  test("of OpenCLIP is read from its files", async () => {
    const directory = await directoryOf(immich);
    expect(await readTowers(directory)).toEqual({
      text: {
        graph: { runtime: "onnxruntime", file: join(directory, "textual/model.onnx") },
        tokenizer: join(directory, "textual/tokenizer.json"),
        tokens: { maxTokens: 77, padId: 0, clean: "open_clip-lower" },
      },
      image: {
        graph: { runtime: "onnxruntime", file: join(directory, "visual/model.onnx") },
        pixels: {
          alpha: "drop",
          resize: "shortest",
          size: 224,
          crop: 224,
          cropRounding: "even",
          mean: clipMean,
          std: clipStd,
        },
      },
      dimensions: 512,
      scoring: { activation: "SOFTMAX", scale: 100 },
    });
  });

  const textOf = async (text_cfg: object, tokenizer: object, config: object = {}) =>
    read({
      ...immich,
      "config.json": { embed_dim: 768, vision_cfg: { image_size: 224 }, text_cfg, ...config },
      "textual/tokenizer_config.json": tokenizer,
      "textual/tokenizer.json": { model: { vocab: { "<pad>": 1, "</s>": 1, "[SEP]": 102 } } },
    });

  test("of SigLIP pads to its context with the tokenizer's padding token", async () => {
    const text_cfg = {
      context_length: 64,
      hf_tokenizer_name: "timm/ViT-B-16-SigLIP",
      tokenizer_kwargs: { clean: "canonicalize" },
      no_causal_mask: true,
      pool_type: "last",
    };
    const towers = await textOf(text_cfg, { pad_token: "</s>" }, { init_logit_bias: -10 });
    const clean = "open_clip-canonicalize";
    expect(towers.text?.tokens).toEqual({ maxTokens: 64, padTo: 64, padId: 1, clean });
    expect(towers.scoring).toEqual({ activation: "COSINE" });
  });

  test("of a tower from the hub keeps capitals and leaves padding to the mask", async () => {
    const text_cfg = { hf_model_name: "xlm-roberta-base", hf_tokenizer_name: "xlm-roberta-base" };
    const { text } = await textOf(text_cfg, { pad_token: "<pad>" });
    expect(text?.tokens).toEqual({ maxTokens: 77, padId: 1, clean: "open_clip-whitespace" });
  });

  test("of a tower that is told the language knows the tokens of languages", async () => {
    const name = "facebook/nllb-200-distilled-600M";
    const files = {
      ...immich,
      "config.json": { embed_dim: 768, text_cfg: { hf_model_name: name, hf_tokenizer_name: name } },
      "textual/tokenizer_config.json": { pad_token: "<pad>", tokenizer_class: "NllbTokenizer" },
      "textual/tokenizer.json": {
        added_tokens: [
          { id: 1, content: "<pad>" },
          { id: 256047, content: "eng_Latn" },
          { id: 256199, content: "zho_Hant" },
        ],
      },
    };
    expect((await read(files)).text?.tokens).toEqual({
      maxTokens: 77,
      padId: 1,
      clean: "open_clip-whitespace",
      languages: { eng_Latn: 256047, zho_Hant: 256199 },
    });
  });

  test("of CLIPA replaces the separator", async () => {
    const text_cfg = {
      context_length: 32,
      hf_tokenizer_name: "bert-base-uncased",
      tokenizer_kwargs: { strip_sep_token: true },
      no_causal_mask: true,
      pool_type: "last",
    };
    const { text } = await textOf(text_cfg, { pad_token: "<pad>", sep_token: "[SEP]" });
    expect(text?.tokens).toMatchObject({ padTo: 32, zeroId: 102 });
  });

  test("takes size, mean and std from the description where they have no file", async () => {
    const { "visual/preprocess_cfg.json": _, ...rest } = immich;
    const config = { model_cfg: immich["config.json"], preprocess_cfg: { mean: 0.5, std: 0.25 } };
    const files = { ...rest, "config.json": config };
    expect((await read(files)).image?.pixels).toEqual({
      alpha: "drop",
      resize: "shortest",
      size: 224,
      crop: 224,
      cropRounding: "even",
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
    });
  });

  test("with a translation of its images for other tools is read by its own words", async () => {
    const { "visual/preprocess_cfg.json": preprocess_cfg, ...rest } = immich;
    const files = {
      ...rest,
      "preprocessor_config.json": clip["preprocessor_config.json"]!,
      "open_clip_config.json": { model_cfg: immich["config.json"], preprocess_cfg },
    };
    const { image } = await read(files);
    expect(image?.pixels).toMatchObject({ alpha: "drop", cropRounding: "even" });
  });

  test.each([
    [{ interpolation: "nearest" }, /interpolation is "nearest": only bilinear and bicubic/],
    [{ resize_mode: "longest" }, /resize_mode is "longest"/],
    [{ size: [224, 336] }, /size is 224x336/],
  ])("is refused where it asks for what is not done: %j", async (change, message) => {
    const cfg = { ...(immich["visual/preprocess_cfg.json"] as object), ...change };
    await expect(read({ ...immich, "visual/preprocess_cfg.json": cfg })).rejects.toThrow(message);
  });
});
