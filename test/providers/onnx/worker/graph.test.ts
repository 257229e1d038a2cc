import { describe, expect, test } from "vitest";
import { chooseOutput } from "../../../../providers/onnx/worker/graph.ts";

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
