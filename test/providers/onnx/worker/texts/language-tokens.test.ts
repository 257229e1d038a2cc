import { join } from "node:path";
import { expect, test } from "vitest";
import { readTowers } from "../../../../../providers/onnx/layout/read-towers.ts";
import { createTokenizer } from "../../../../../providers/onnx/worker/texts/tokenize.ts";
import { fixtures } from "../../tiny-models.ts";

const { text } = await readTowers(join(fixtures, "open-clip-nllb"));
const { languages, maxTokens } = text!.tokens;
const tokenize = await createTokenizer(text!);

test("Each text of a batch begins with its own language", async () => {
  const tags = ["de", "sw", "zh-TW", "en"];
  const rows = await tokenize(tags.map((language) => ({ text: "gift", language })));
  const codes = ["deu_Latn", "swh_Latn", "zho_Hant", "eng_Latn"];
  expect(rows.map(({ ids }) => ids[0])).toEqual(codes.map((code) => languages![code]));
  // The rest is the same, and none is a token longer.
  expect(new Set(rows.map(({ ids }) => ids.slice(1).join())).size).toBe(1);
});

test("A text of no language, or of one that has no token, begins as English", async () => {
  const rows = await tokenize(["gift", { text: "gift", language: "tlh" }]);
  expect(rows.map(({ ids }) => ids[0])).toEqual([languages!["eng_Latn"], languages!["eng_Latn"]]);
});

test("A long text keeps its language and its end", async () => {
  const [row] = await tokenize([{ text: "gift ".repeat(200), language: "de" }]);
  expect(row).toMatchObject({ truncated: true });
  expect(row!.ids).toHaveLength(maxTokens);
  expect([row!.ids[0], row!.ids.at(-1)]).toEqual([languages!["deu_Latn"], 2]);
});

test("A tokenizer that puts no language before texts is refused", async () => {
  const { eng_Latn: id } = languages!;
  const tokens = { ...text!.tokens, languages: { eng_Latn: id! + 100_000 } };
  await expect(createTokenizer({ ...text!, tokens })).rejects.toThrow(
    "tokenizer.json does not begin texts with their language",
  );
});
