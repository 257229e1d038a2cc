import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readTowers } from "../../../../providers/onnx/layout/read-towers.ts";
import { clip, directoryOf, immich, read, root } from "./layouts.ts";
import type { Files } from "./layouts.ts";

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
