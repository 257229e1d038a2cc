import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Tokenizer } from "@anush008/tokenizers";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { cleanText } from "../../../../../providers/onnx/worker/texts/clean-text.ts";
import { readTowers } from "../../../../../providers/onnx/layout/read-towers.ts";
import { createTokenizer, layOut } from "../../../../../providers/onnx/worker/texts/tokenize.ts";
import type { Tokens } from "../../../../../providers/onnx/worker/texts/tokenize.ts";
import type { TextTower } from "../../../../../providers/onnx/towers.ts";

interface Golden {
  readonly tokenizer: string;
  readonly layout: "transformers" | "open_clip";
  readonly files: Readonly<Record<string, unknown>>;
  readonly ids: readonly (readonly number[])[];
}

const fixtures = join(import.meta.dirname, "../../../../fixtures/tokens");
const root = await mkdtemp(join(tmpdir(), "tokens-"));
afterAll(() => rm(root, { recursive: true }));

const texts = await readJson<Record<string, string>>(join(fixtures, "texts.json"));
const names = Object.keys(texts);

const families = [
  "clip",
  "siglip",
  "siglip2",
  "bert-uncased",
  "multilingual",
  "open-clip",
  "open-clip-siglip",
  "open-clip-xlm-roberta",
];

/** Differs on purpose: the reference lets a caller's text contain its end token. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  siglip: ["special tokens of SentencePiece"],
};

describe.each(families)("Tokens of %s", async (family) => {
  const { tower, golden } = await load(family);
  const spec = tower.tokens;
  const tokenize = await createTokenizer(tower);

  test(`are the reference's for ${names.length} hard texts, padding included`, async () => {
    const rows = await tokenize(Object.values(texts));
    const wrong = names.filter((_, index) => {
      const { ids } = layOut([rows[index]!], spec);
      return `${[...ids]}` !== `${golden.ids[index]}`;
    });
    expect(wrong).toEqual(exceptions[family] ?? []);
  });

  test("do not depend on the other texts of a call, nor on their order", async () => {
    const singles = new Map<string, Tokens>();
    for (const text of Object.values(texts)) {
      singles.set(text, (await tokenize([text]))[0]!);
    }
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...singles.keys()]), async (some) => {
        expect(await tokenize(some)).toEqual(some.map((text) => singles.get(text)));
      }),
      { numRuns: 8 },
    );
  });

  test("end with the end token when the text was cut", async () => {
    const [short, long] = await tokenize(["a cat", "cat ".repeat(1000)]);
    expect(short!.truncated).toBe(false);
    expect(long!.truncated).toBe(true);
    expect(long!.ids).toHaveLength(spec.maxTokens);
    expect(long!.ids.at(-1)).toBe(short!.ids.at(-1));
  });

  test("of long texts are what the library makes of the whole text", async () => {
    const whole = Tokenizer.fromFile(tower.tokenizer);
    whole.disablePadding();
    whole.setTruncation(spec.maxTokens);
    const piece = fc.constantFrom(
      "cat",
      "photo of",
      " ",
      "\n",
      "\u200b ",
      "猫",
      "!?",
      "ab".repeat(400),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 40 }), async (pieces) => {
        // Cleaned already, so that only the cutting is compared.
        const text = cleanText(pieces.join(" ").repeat(60), spec.clean);
        const expected = (await whole.encode(text)).getIds();
        expect((await tokenize([text]))[0]!.ids).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  });
});

describe("Laying out tokens", () => {
  const rows = [
    { ids: [5, 6, 7], truncated: false },
    { ids: [5, 7], truncated: false },
  ];

  test("pads to the longest row and masks the padding", () => {
    const { ids, mask, width } = layOut(rows, { maxTokens: 8, padId: 9 });
    expect(width).toBe(3);
    expect([...ids]).toEqual([5, 6, 7, 5, 7, 9]);
    expect([...mask]).toEqual([1, 1, 1, 1, 1, 0]);
  });

  test("pads to the length of the model's training where it says one", () => {
    const { ids, mask, width } = layOut(rows, { maxTokens: 4, padTo: 4, padId: 1 });
    expect(width).toBe(4);
    expect([...ids]).toEqual([5, 6, 7, 1, 5, 7, 1, 1]);
    expect([...mask]).toEqual([1, 1, 1, 0, 1, 1, 0, 0]);
  });

  test("fills a graph of fixed width", () => {
    const { ids, width } = layOut(rows.slice(1), { maxTokens: 5, padId: 0 }, 5);
    expect(width).toBe(5);
    expect([...ids]).toEqual([5, 7, 0, 0, 0]);
  });

  test("replaces the separator by 0 where open_clip does", async () => {
    const { tower } = await load("bert-uncased");
    const plain = await createTokenizer(tower);
    const [{ ids }] = (await plain(["a cat"])) as [Tokens];
    const zeroId = ids.at(-1)!;
    const stripped = await createTokenizer({ ...tower, tokens: { ...tower.tokens, zeroId } });
    expect((await stripped(["a cat"]))[0]!.ids).toEqual([...ids.slice(0, -1), 0]);
  });
});

test("A tokenizer.json that is none says so", async () => {
  const tokenizer = join(root, "broken.json");
  await writeFile(tokenizer, "{}");
  const graph = { runtime: "onnxruntime", file: "" } as const;
  const tower = { graph, tokenizer, tokens: { maxTokens: 8, padId: 0 } };
  await expect(createTokenizer(tower)).rejects.toMatchObject({ code: "MODEL_UNAVAILABLE" });
});

async function load(family: string): Promise<{ tower: TextTower; golden: Golden }> {
  const golden = await readJson<Golden>(join(fixtures, `${family}.json`));
  const directory = join(root, family);
  const immich = golden.layout === "open_clip";
  const tokenizer = join(fixtures, golden.tokenizer);
  const put = async (file: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), content);
  };
  for (const [file, content] of Object.entries(golden.files)) {
    await put(file, JSON.stringify(content));
  }
  await put(immich ? "textual/model.onnx" : "onnx/text_model.onnx", "");
  const prefix = immich ? "textual/" : "";
  const json = gunzipSync(await readFile(join(tokenizer, "tokenizer.json.gz")));
  await put(`${prefix}tokenizer.json`, json);
  await copyFile(
    join(tokenizer, "tokenizer_config.json"),
    join(directory, `${prefix}tokenizer_config.json`),
  );
  const towers = await readTowers(directory);
  return { tower: towers.text!, golden };
}

async function readJson<Value>(path: string): Promise<Value> {
  return JSON.parse(await readFile(path, "utf8")) as Value;
}
