import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { clip, read, siglip } from "./layouts.ts";

const typed = (files: typeof clip, model_type: string, more: object = {}) => ({
  ...files,
  "config.json": { model_type, ...more },
});

describe("A family of models", () => {
  test("with a softmax says its scale, but not the sizes of its relatives", async () => {
    const clipped = { activation: "SOFTMAX", scale: 100 };
    expect(await read(typed(clip, "clip"))).toMatchObject({ dimensions: 512, scoring: clipped });
    const relative = await read(typed(clip, "chinese_clip"));
    expect(relative.scoring).toEqual(clipped);
    expect(relative.dimensions).toBeUndefined();
  });

  test("that counts its positions from the padding id has so many fewer tokens", async () => {
    const { "tokenizer_config.json": _, ...files } = clip;
    const tokenizer = { "tokenizer.json": { padding: { pad_id: 3 } } };
    const config = { max_position_embeddings: 514, pad_token_id: 3 };
    const maxTokens = async (type: string) =>
      (await read({ ...typed(files, type, config), ...tokenizer })).text?.tokens.maxTokens;
    expect(await maxTokens("camembert")).toBe(510);
    expect(await maxTokens("bert")).toBe(514);
  });

  test("that nobody knows has no surprises", async () => {
    const { text, dimensions, scoring } = await read(typed(siglip, "another"));
    expect(text?.tokens).toEqual({ maxTokens: 64, padId: 1 });
    expect(dimensions).toBeUndefined();
    expect(scoring).toEqual({ activation: "COSINE" });
  });
});

test("code that is for all families names none", () => {
  // open_clip is also a file format, and each cleaning is a reference's own.
  const excepted = /\/(families|open-clip|clean-text)\.ts$/;
  const files = ["layout", "worker"].flatMap((folder) =>
    readdirSync(join("providers/onnx", folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join("providers/onnx", folder, file)),
  );
  const naming = files.filter((file) => {
    const code = readFileSync(file, "utf8")
      .replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, "")
      .replace(/open[-_]?clip/gi, "");
    return !excepted.test(file) && /siglip|clip|gemma|camembert|roberta/i.test(code);
  });
  expect(files.length).toBeGreaterThan(20);
  expect(naming).toEqual([]);
});
