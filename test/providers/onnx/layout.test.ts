import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { chooseOutput } from "../../../providers/onnx/layout-output.ts";
import { readTowers } from "../../../providers/onnx/layout.ts";
import type { LayoutOptions } from "../../../providers/onnx/layout.ts";

const root = await mkdtemp(join(tmpdir(), "layout-"));
afterAll(() => rm(root, { recursive: true }));

type Files = Readonly<Record<string, object | string>>;
let count = 0;

async function directoryOf(files: Files): Promise<string> {
  const directory = join(root, `model-${count++}`);
  await mkdir(directory);
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await writeFile(join(directory, file), text);
  }
  return directory;
}

const read = async (files: Files, options?: LayoutOptions) =>
  readTowers(await directoryOf(files), options);

const clipMean = [0.48145466, 0.4578275, 0.40821073];
const clipStd = [0.26862954, 0.26130258, 0.27577711];

/** As transformers.js exports CLIP. */
const clip: Files = {
  "config.json": { model_type: "clip", projection_dim: 512, logit_scale_init_value: 2.6592 },
  "preprocessor_config.json": {
    crop_size: { height: 224, width: 224 },
    do_center_crop: true,
    do_normalize: true,
    do_rescale: true,
    do_resize: true,
    image_mean: clipMean,
    image_processor_type: "CLIPImageProcessor",
    image_std: clipStd,
    resample: 3,
    rescale_factor: 0.00392156862745098,
    size: { shortest_edge: 224 },
  },
  "tokenizer.json": {
    added_tokens: [{ id: 49407, content: "<|endoftext|>" }],
    model: { type: "BPE", vocab: {} },
  },
  "tokenizer_config.json": {
    model_max_length: 77,
    pad_token: "<|endoftext|>",
    tokenizer_class: "CLIPTokenizer",
  },
  "onnx/text_model.onnx": "",
  "onnx/text_model_quantized.onnx": "",
  "onnx/vision_model.onnx": "",
  "onnx/vision_model_fp16.onnx": "",
};

/** As transformers.js exports SigLIP. */
const siglip: Files = {
  "config.json": { model_type: "siglip", text_config: {}, vision_config: {} },
  "preprocessor_config.json": {
    do_normalize: true,
    do_rescale: true,
    do_resize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_processor_type: "SiglipImageProcessor",
    image_std: [0.5, 0.5, 0.5],
    resample: 3,
    rescale_factor: 1 / 255,
    size: { height: 224, width: 224 },
  },
  "tokenizer.json": {
    model: {
      type: "Unigram",
      vocab: [
        ["<pad>", 0],
        ["</s>", 0],
      ],
    },
  },
  "tokenizer_config.json": {
    model_max_length: 64,
    pad_token: { content: "</s>", lstrip: true },
    tokenizer_class: "SiglipTokenizer",
  },
  "onnx/text_model.onnx": "",
  "onnx/vision_model.onnx": "",
};

/** As immich exports OpenCLIP. */
const immich: Files = {
  "config.json": {
    embed_dim: 512,
    vision_cfg: { image_size: 224 },
    text_cfg: { context_length: 77, vocab_size: 49408, width: 512 },
  },
  "visual/model.onnx": "",
  "visual/preprocess_cfg.json": {
    size: [224, 224],
    mode: "RGB",
    mean: clipMean,
    std: clipStd,
    interpolation: "bicubic",
    resize_mode: "shortest",
    fill_color: 0,
  },
  "textual/model.onnx": "",
  "textual/tokenizer.json": { model: { type: "BPE", vocab: { "<|endoftext|>": 49407 } } },
  "textual/tokenizer_config.json": { pad_token: "<|endoftext|>" },
};

/** As sentence-transformers lays out its multilingual text tower for CLIP. */
const multilingual: Files = {
  "config.json": { model_type: "distilbert", max_position_embeddings: 512 },
  "modules.json": [],
  "sentence_bert_config.json": { max_seq_length: 128 },
  "tokenizer.json": { model: { type: "WordPiece", vocab: { "[PAD]": 0 } } },
  "tokenizer_config.json": { model_max_length: 512, pad_token: "[PAD]" },
  "1_Pooling/config.json": { pooling_mode_mean_tokens: true, pooling_mode_cls_token: false },
  "2_Dense/config.json": {
    in_features: 768,
    out_features: 512,
    bias: false,
    activation_function: "torch.nn.modules.linear.Identity",
  },
  "2_Dense/model.safetensors": "",
  "onnx/model.onnx": "",
};

describe("A transformers export of CLIP", () => {
  test("is read from its files", async () => {
    const directory = await directoryOf(clip);
    expect(await readTowers(directory)).toEqual({
      text: {
        graph: join(directory, "onnx/text_model.onnx"),
        tokenizer: join(directory, "tokenizer.json"),
        tokens: { maxTokens: 77, padId: 49407 },
      },
      image: {
        graph: join(directory, "onnx/vision_model.onnx"),
        pixels: { resize: "shortest", size: 224, crop: 224, mean: clipMean, std: clipStd },
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
    expect(towers.text?.graph).toBe(join(directory, "text_model.onnx"));
    expect(towers.image?.graph).toBe(join(directory, "vision_model.onnx"));
  });

  test("gives the variant asked for, and names the one that is missing", async () => {
    const files = { ...clip, "onnx/text_model_fp16.onnx": "" };
    const { text, image } = await read(files, { variant: "fp16" });
    expect(text?.graph).toMatch(/text_model_fp16\.onnx$/);
    expect(image?.graph).toMatch(/vision_model_fp16\.onnx$/);
    await expect(read(files, { variant: "quantized" })).rejects.toThrow(
      /has no onnx\/vision_model_quantized\.onnx/,
    );
  });

  test("falls back to a variant where there is no plain graph", async () => {
    const { "onnx/text_model.onnx": _, ...files } = clip;
    expect((await read(files)).text?.graph).toMatch(/text_model_quantized\.onnx$/);
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

describe("Older and newer image processors", () => {
  const pixels = async (change: object) => {
    const processor = { ...(clip["preprocessor_config.json"] as object), ...change };
    return (await read({ ...clip, "preprocessor_config.json": processor })).image?.pixels;
  };

  test("state sizes as plain numbers", async () => {
    expect(await pixels({ size: 240, crop_size: 224 })).toMatchObject({
      resize: "shortest",
      size: 240,
      crop: 224,
    });
    expect(await pixels({ size: 224, crop_size: null, do_center_crop: false })).toMatchObject({
      resize: "squash",
      size: 224,
    });
  });

  test("state the edges they do not use as null", async () => {
    const size = { shortest_edge: null, height: 260, width: 260 };
    expect(await pixels({ size, do_center_crop: false })).toMatchObject({
      resize: "squash",
      size: 260,
    });
  });

  test("may leave the scale of the pixels or their mean alone", async () => {
    const unscaled = await pixels({ do_rescale: false, image_mean: [127.5, 0, 255] });
    expect(unscaled?.mean).toEqual([0.5, 0, 1]);
    expect(await pixels({ do_normalize: false })).toMatchObject({
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
  });

  test("may be part of processor_config.json", async () => {
    const { "preprocessor_config.json": image_processor, ...rest } = clip;
    const towers = await read({ ...rest, "processor_config.json": { image_processor } });
    expect(towers.image?.pixels).toMatchObject({ resize: "shortest", crop: 224 });
  });

  test.each([
    [{ resample: 2 }, /resample is 2: only bicubic/],
    [{ size: { height: 224, width: 112 } }, /size is 224x112: only squares/],
    [{ image_mean: [0.5] }, /image_mean: expected three numbers/],
    [{ size: { shortest_edge: 224 }, do_center_crop: false }, /crop_size: expected/],
    [{ size: "large" }, /preprocessor_config\.json that cannot be used: size/],
  ])("are refused where they ask for what is not done: %j", async (change, message) => {
    await expect(pixels(change)).rejects.toThrow(message);
  });
});

describe("A transformers export of SigLIP", () => {
  test("pads every text to 64 with the padding token's id, squashes, and answers cosines", async () => {
    const { text, image, scoring, dimensions } = await read(siglip);
    expect(text?.tokens).toEqual({ maxTokens: 64, padTo: 64, padId: 1, clean: "siglip" });
    expect(image?.pixels).toEqual({
      resize: "squash",
      size: 224,
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    });
    expect(scoring).toEqual({ activation: "COSINE" });
    expect(dimensions).toBeUndefined();
  });

  test("with Gemma's tokenizer has its texts lower-cased only", async () => {
    const tokenizer = {
      added_tokens_decoder: { "0": { content: "<pad>" }, "1": { content: "<eos>" } },
      model_max_length: 1e30,
      pad_token: "<pad>",
      tokenizer_class: "GemmaTokenizer",
    };
    const { text } = await read({ ...siglip, "tokenizer_config.json": tokenizer });
    expect(text?.tokens).toEqual({ maxTokens: 64, padTo: 64, padId: 0, clean: "lower" });
  });

  test("that does not say how to pad is refused", async () => {
    const files = { ...siglip, "tokenizer_config.json": { tokenizer_class: "SiglipTokenizer" } };
    await expect(read(files)).rejects.toThrow(/has no pad_token in tokenizer_config\.json/);
  });
});

describe("An immich export", () => {
  test("of OpenCLIP is read from its files", async () => {
    const directory = await directoryOf(immich);
    expect(await readTowers(directory)).toEqual({
      text: {
        graph: join(directory, "textual/model.onnx"),
        tokenizer: join(directory, "textual/tokenizer.json"),
        tokens: { maxTokens: 77, padId: 0, clean: "open_clip-lower" },
      },
      image: {
        graph: join(directory, "visual/model.onnx"),
        pixels: {
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
      resize: "shortest",
      size: 224,
      crop: 224,
      cropRounding: "even",
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
    });
  });

  test.each([
    [{ interpolation: "bilinear" }, /interpolation is "bilinear": only bicubic/],
    [{ resize_mode: "longest" }, /resize_mode is "longest"/],
    [{ size: [224, 336] }, /size is 224x336/],
  ])("is refused where it asks for what is not done: %j", async (change, message) => {
    const cfg = { ...(immich["visual/preprocess_cfg.json"] as object), ...change };
    await expect(read({ ...immich, "visual/preprocess_cfg.json": cfg })).rejects.toThrow(message);
  });
});

describe("A directory with one tower", () => {
  test("of sentence-transformers is a text model with pooling and a dense layer", async () => {
    const directory = await directoryOf(multilingual);
    expect(await readTowers(directory)).toEqual({
      text: {
        graph: join(directory, "onnx/model.onnx"),
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
    expect(towers.image?.graph).toMatch(/model\.onnx$/);
  });
});

describe("A directory that lacks something", () => {
  const without = (name: string, files: Files = clip): Files =>
    Object.fromEntries(Object.entries(files).filter(([file]) => !file.startsWith(name)));

  test.each([
    ["config.json", clip, "config.json"],
    ["onnx/text_model", clip, "onnx/text_model.onnx"],
    ["onnx/vision_model", clip, "onnx/vision_model.onnx"],
    ["preprocessor_config.json", clip, "preprocessor_config.json"],
    ["tokenizer.json", clip, "tokenizer.json"],
    ["textual/tokenizer.json", immich, "tokenizer.json"],
    ["visual/model", immich, "onnx/vision_model.onnx"],
    ["config.json", immich, "config.json"],
  ])("names it: %s", async (missing, files, named) => {
    const directory = await directoryOf(without(missing, files));
    const error = await readTowers(directory).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    const { message } = error as Error;
    expect(message).toContain(named);
    expect(message).not.toContain(root);
  });

  test("is named when it is not there, or empty", async () => {
    await expect(readTowers(join(root, "nowhere"))).rejects.toThrow(/"nowhere" cannot be read/);
    await expect(read({})).rejects.toThrow(/has no tokenizer\.json or preprocessor_config\.json/);
  });

  test("tells where a file is not what it should be", async () => {
    await expect(read({ ...clip, "config.json": "{" })).rejects.toThrow(/config\.json.*not JSON/);
    const config = { model_type: "clip", logit_scale: "big" };
    await expect(read({ ...clip, "config.json": config })).rejects.toThrow(/logit_scale/);
  });
});

describe("The output of a graph", () => {
  test.each([
    [["text_embeds"], "text", "text_embeds", false],
    [["last_hidden_state", "pooler_output"], "text", "pooler_output", false],
    [["last_hidden_state", "image_embeds"], "image", "image_embeds", false],
    [["token_embeddings", "sentence_embedding"], "text", "sentence_embedding", false],
    [["embedding"], "image", "embedding", false],
    [["last_hidden_state"], "text", "last_hidden_state", true],
    [["logits_per_image", "text_embeds", "image_embeds"], "image", "image_embeds", false],
    [["output_0"], "image", "output_0", false],
  ] as const)("%j of a %s tower is %s", (names, tower, name, perToken) => {
    expect(chooseOutput(names, tower)).toEqual({ name, perToken });
  });

  test("is one vector a token where the directory says how to pool", () => {
    const names = ["last_hidden_state", "pooler_output"];
    const chosen = { name: "last_hidden_state", perToken: true };
    expect(chooseOutput(names, "text", { kind: "mean" })).toEqual(chosen);
  });

  test("is not guessed among several unknown ones", () => {
    expect(() => chooseOutput(["a", "b"], "text")).toThrow(/outputs a, b: expected one of/);
  });
});
