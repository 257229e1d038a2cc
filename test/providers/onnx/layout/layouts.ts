import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { readTowers } from "../../../../providers/onnx/layout/read-towers.ts";
import type { LayoutOptions } from "../../../../providers/onnx/layout/read-towers.ts";

/** Model directories of every layout, as lists of files. */
export const root = await mkdtemp(join(tmpdir(), "layout-"));
afterAll(() => rm(root, { recursive: true }));

export type Files = Readonly<Record<string, object | string>>;
let count = 0;

export async function directoryOf(files: Files): Promise<string> {
  const directory = join(root, `model-${count++}`);
  await mkdir(directory);
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await writeFile(join(directory, file), text);
  }
  return directory;
}

export const read = async (files: Files, options?: LayoutOptions) =>
  readTowers(await directoryOf(files), options);

export const clipMean = [0.48145466, 0.4578275, 0.40821073];
export const clipStd = [0.26862954, 0.26130258, 0.27577711];

/** As transformers.js exports CLIP. */
export const clip: Files = {
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
export const siglip: Files = {
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
export const immich: Files = {
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
export const multilingual: Files = {
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
