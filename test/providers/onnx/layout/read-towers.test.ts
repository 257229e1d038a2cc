import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readTowers } from "../../../../providers/onnx/layout/read-towers.ts";
import {
  clip,
  clipMean,
  clipStd,
  directoryOf,
  immich,
  multilingual,
  read,
  siglip,
} from "./layouts.ts";

describe("A transformers export of CLIP", () => {
  test("is read from its files", async () => {
    const directory = await directoryOf(clip);
    expect(await readTowers(directory)).toEqual({
      text: {
        graph: { runtime: "onnxruntime", file: join(directory, "onnx/text_model.onnx") },
        tokenizer: join(directory, "tokenizer.json"),
        tokens: { maxTokens: 77, padId: 49407 },
      },
      image: {
        graph: { runtime: "onnxruntime", file: join(directory, "onnx/vision_model.onnx") },
        pixels: {
          alpha: "white",
          resize: "shortest",
          size: 224,
          crop: 224,
          mean: clipMean,
          std: clipStd,
        },
      },
      dimensions: 512,
      scoring: { activation: "SOFTMAX", scale: 100 },
    });
  });

  test("may have its graphs at the top", async () => {
    const { "onnx/text_model.onnx": _, "onnx/vision_model.onnx": __, ...rest } = clip;
    const files = { ...rest, "text_model.onnx": "", "vision_model.onnx": "" };
    const directory = await directoryOf(files);
    const towers = await readTowers(directory);
    expect(towers.text?.graph.file).toBe(join(directory, "text_model.onnx"));
    expect(towers.image?.graph.file).toBe(join(directory, "vision_model.onnx"));
  });

  test("gives the precision asked for, and names the one that is missing", async () => {
    const files = { ...clip, "onnx/text_model_fp16.onnx": "" };
    const { text, image } = await read(files, { precision: "fp16" });
    expect(text?.graph.file).toMatch(/text_model_fp16\.onnx$/);
    expect(image?.graph.file).toMatch(/vision_model_fp16\.onnx$/);
    await expect(read(files, { precision: "q8" })).rejects.toThrow(
      /has no onnx\/vision_model_quantized\.onnx/,
    );
  });

  test("falls back to another precision where there is no plain graph", async () => {
    const { "onnx/text_model.onnx": _, ...files } = clip;
    expect((await read(files)).text?.graph.file).toMatch(/text_model_quantized\.onnx$/);
  });

  test("takes the trained scale and bias from the top of config.json", async () => {
    const config = clip["config.json"] as object;
    const scaled = { ...clip, "config.json": { ...config, logit_scale: 35.36 } };
    expect((await read(scaled)).scoring).toEqual({ activation: "SOFTMAX", scale: 35.36 });
    const biased = {
      ...clip,
      "config.json": { ...config, logit_scale: 117.33, logit_bias: -12.9 },
    };
    const scoring = { activation: "SIGMOID", scale: 117.33, bias: -12.9 };
    expect((await read(biased)).scoring).toEqual(scoring);
  });

  test("cleans texts as open_clip does where open_clip's description lies beside it", async () => {
    const files = { ...clip, "open_clip_config.json": { model_cfg: immich["config.json"] } };
    const { text } = await read(files);
    expect(text?.tokens).toEqual({ maxTokens: 77, padId: 0, clean: "open_clip-lower" });
  });

  test("says by name when it holds both towers in one graph", async () => {
    const { "onnx/text_model.onnx": _, "onnx/text_model_quantized.onnx": __, ...rest } = clip;
    await expect(read({ ...rest, "onnx/model.onnx": "" })).rejects.toThrow(
      /has no onnx\/text_model\.onnx.*runs both towers at once/,
    );
  });
});

describe("A transformers export of SigLIP", () => {
  test("pads every text to 64 with the padding token's id, squashes, and answers cosines", async () => {
    const { text, image, scoring, dimensions } = await read(siglip);
    expect(text?.tokens).toEqual({ maxTokens: 64, padTo: 64, padId: 1, clean: "siglip" });
    expect(image?.pixels).toEqual({
      alpha: "white",
      resize: "squash",
      size: 224,
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    });
    expect(scoring).toEqual({ activation: "COSINE" });
    expect(dimensions).toBe(768);
  });

  test("has vectors of its towers' size", async () => {
    const config = { model_type: "siglip", vision_config: { hidden_size: 1152 } };
    expect((await read({ ...siglip, "config.json": config })).dimensions).toBe(1152);
  });

  test("with Gemma's tokenizer has its texts lower-cased only", async () => {
    const tokenizer = {
      added_tokens_decoder: { "3": { content: "<pad>" }, "1": { content: "<eos>" } },
      model_max_length: 1e30,
      pad_token: "<pad>",
      tokenizer_class: "GemmaTokenizer",
    };
    const { text } = await read({ ...siglip, "tokenizer_config.json": tokenizer });
    expect(text?.tokens).toEqual({ maxTokens: 64, padTo: 64, padId: 3, clean: "lower" });
  });

  test("that does not say how to pad is refused", async () => {
    const files = { ...siglip, "tokenizer_config.json": { tokenizer_class: "SiglipTokenizer" } };
    await expect(read(files)).rejects.toThrow(/has no pad_token in tokenizer_config\.json/);
  });
});

describe("A directory with one tower", () => {
  test("of sentence-transformers is a text model with pooling and a dense layer", async () => {
    const directory = await directoryOf(multilingual);
    expect(await readTowers(directory)).toEqual({
      text: {
        graph: { runtime: "onnxruntime", file: join(directory, "onnx/model.onnx") },
        tokenizer: join(directory, "tokenizer.json"),
        tokens: { maxTokens: 128, padId: 0 },
        pooling: { kind: "mean", dense: join(directory, "2_Dense/model.safetensors") },
      },
      dimensions: 512,
      scoring: { activation: "COSINE" },
    });
  });

  test("as optimum writes it needs neither", async () => {
    const { text } = await read({
      "config.json": { model_type: "xlm-roberta", max_position_embeddings: 514, pad_token_id: 1 },
      "tokenizer.json": { padding: { pad_id: 1 } },
      "model.onnx": "",
    });
    expect(text?.tokens).toEqual({ maxTokens: 512, padId: 1 });
    expect(text?.pooling).toBeUndefined();
  });

  test("without a dense layer has vectors of the tower's size", async () => {
    const { "2_Dense/config.json": _, ...files } = multilingual;
    const config = { ...(files["config.json"] as object), dim: 768 };
    expect((await read({ ...files, "config.json": config })).dimensions).toBe(768);
  });

  test("pools by the first token where it says so, in either spelling", async () => {
    const pooling = async (config: object) =>
      (await read({ ...multilingual, "1_Pooling/config.json": config })).text?.pooling?.kind;
    expect(await pooling({ pooling_mode_cls_token: true })).toBe("first");
    expect(await pooling({ pooling_mode: "cls" })).toBe("first");
    expect(await pooling({ pooling_mode: "mean" })).toBe("mean");
    await expect(pooling({ pooling_mode: "max" })).rejects.toThrow(/1_Pooling\/config\.json/);
  });

  test("that lacks the dense layer's weights, or bends its output, is refused", async () => {
    const { "2_Dense/model.safetensors": _, ...files } = multilingual;
    await expect(read(files)).rejects.toThrow(/has no 2_Dense\/model\.safetensors/);
    const dense = { out_features: 512, activation_function: "torch.nn.modules.activation.Tanh" };
    await expect(read({ ...multilingual, "2_Dense/config.json": dense })).rejects.toThrow(/Tanh/);
  });

  test("may be an image model", async () => {
    const towers = await read({
      "config.json": { model_type: "clip_vision_model", projection_dim: 512 },
      "preprocessor_config.json": clip["preprocessor_config.json"]!,
      "model.onnx": "",
    });
    expect(towers.text).toBeUndefined();
    expect(towers.image?.graph.file).toMatch(/model\.onnx$/);
    expect(towers.scoring).toEqual({ activation: "COSINE" });
  });
});
