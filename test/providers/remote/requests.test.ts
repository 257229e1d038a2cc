import { afterEach, describe, expect, test } from "vitest";
import type { Row } from "../../../providers/provider.ts";
import { dialects, type DialectName } from "../../../providers/remote/dialects.ts";
import { canvas, errorOf, image, text, texts, usdOf } from "../cloud-set-up.ts";
import { type OpenedRemote, openRemote } from "./set-up.ts";

let opened: OpenedRemote | undefined;
const open = async (...of: Parameters<typeof openRemote>) => (opened = await openRemote(...of));
afterEach(() => opened?.close());

const png = canvas(16, 16).png().toBuffer();
const pictures = async () => [await png, await canvas(16, 16).negate().png().toBuffer()];
const uri = async () => `data:image/png;base64,${(await png).toString("base64")}`;

/** What is sent for two texts, and for one image. */
const sent: Record<DialectName, () => Promise<readonly [object, object]>> = {
  vllm: async () => [
    { input: ["text 0", "text 1"], encoding_format: "base64", truncate_prompt_tokens: -1 },
    {
      messages: [
        { role: "user", content: [{ type: "image_url", image_url: { url: await uri() } }] },
      ],
      encoding_format: "base64",
    },
  ],
  "vllm-chat": async () => [
    {
      messages: [{ role: "user", content: [{ type: "text", text: "text 0" }] }],
      encoding_format: "base64",
      truncate_prompt_tokens: -1,
    },
    {
      messages: [
        { role: "user", content: [{ type: "image_url", image_url: { url: await uri() } }] },
      ],
      encoding_format: "base64",
    },
  ],
  "vllm-cohere": async () => [
    { texts: ["text 0", "text 1"], embedding_types: ["base64"] },
    { images: [await uri()], embedding_types: ["base64"] },
  ],
  nim: async () => [
    { input: ["text 0", "text 1"], encoding_format: "base64" },
    { input: [await uri()], encoding_format: "base64" },
  ],
  infinity: async () => [
    { input: ["text 0", "text 1"], encoding_format: "base64", modality: "text" },
    { input: [await uri()], encoding_format: "base64", modality: "image" },
  ],
  sglang: async () => [
    { input: [{ text: "text 0" }, { text: "text 1" }], encoding_format: "base64" },
    { input: [{ image: await uri() }], encoding_format: "base64" },
  ],
  jina: async () => [
    {
      input: [{ text: "text 0" }, { text: "text 1" }],
      embedding_type: "base64",
      normalized: true,
      truncate: true,
    },
    {
      input: [{ image: (await png).toString("base64") }],
      embedding_type: "base64",
      normalized: true,
    },
  ],
};

describe.each(Object.keys(dialects) as DialectName[])("%s", (dialect) => {
  test("is sent texts and images as the engine takes them, and each input has its own row", async () => {
    const { server, embed, model } = await open(dialect);
    const [ofTexts, ofImage] = await sent[dialect]();
    const { rows } = await embed(texts(2));
    await embed([image(await png)]);
    expect(server.requests[0]).toEqual({ model: "served/clip", ...ofTexts });
    expect(server.requests.at(-1)).toEqual({ model: "served/clip", ...ofImage });
    expect(server.refusals).toEqual([]);
    const task = dialect === "jina" ? "text-matching" : undefined;
    expect((rows[1] as Row).vector).toEqual(await server.vector("text 1", 32, task));
    expect(model.hosting).toBe("LOCAL");
  });

  test("in which rows are missing, or fused into one, gives nobody another's vector", async () => {
    const { server, embed } = await open(dialect);
    const inputs = dialects[dialect].maxInputs.TEXT === 1 ? [] : texts(3);
    for (const fault of ["fewer rows", "fused", "wrong order"] as const) {
      if (inputs.length === 0 || (fault === "wrong order" && dialect === "vllm-cohere")) {
        continue;
      }
      server.faults.add(fault);
      const error = await errorOf(embed(inputs));
      expect(error).toMatchObject({ code: "PROVIDER_FAILED", retryable: false });
      expect(error.message).toMatch(/for 3 inputs|index 0 is no input's own/);
    }
  });
});

test("images are never put into one conversation, of which vLLM would make one vector", async () => {
  const { server, embed } = await open("vllm");
  const { rows } = await embed((await pictures()).map(image));
  expect(server.requests).toHaveLength(2);
  expect((rows[0] as Row).vector).not.toEqual((rows[1] as Row).vector);
});

test("floats are taken where a server has no base64, and asked for where the file says so", async () => {
  const { server, embed } = await open("infinity", { encoding: "float" });
  const expected = await server.vector("text 0", 32);
  expect(((await embed(texts(1))).rows[0] as Row).vector).toEqual(expected);
  expect(server.requests[0]).toMatchObject({ encoding_format: "float" });
  server.faults.add("no base64");
  expect(((await embed(texts(1))).rows[0] as Row).vector).toEqual(expected);
});

test("CLIP's Cohere-style API is sent no input_type, which it refuses; a model with prompts is", async () => {
  const purposes = { DOCUMENT: "document", QUERY: "query" };
  const { server, embed } = await open("vllm-cohere", { purposes }, { towers: false });
  await embed(texts(1), { purpose: "QUERY" });
  await embed(texts(1), { purpose: "CLUSTERING" });
  expect(server.requests.map((body) => body["input_type"])).toEqual(["query", undefined]);
});

test("shorter vectors are asked for only where the server makes them", async () => {
  const lengths = { supportedDimensions: [8, 32] };
  const asked = await open("vllm-cohere", lengths, { shortens: true });
  expect(((await asked.embed(texts(1))).rows[0] as Row).vector).toHaveLength(8);
  expect(asked.server.requests[0]).toMatchObject({ output_dimension: 8 });
  await asked.close();

  const here = await open("vllm", { ...lengths, matryoshka: true });
  await here.embed(texts(1), { dimensions: 32 });
  expect(here.server.requests[0]).not.toHaveProperty("dimensions");
});

test("a text that NIM would take for an image is refused, and its neighbours are not", async () => {
  const { server, embed } = await open("nim");
  const within = text('a cat <img src="data:image/png;asset_id,1" />');
  const { rows } = await embed([text("a"), text(await uri()), within, text("b, data: 1")]);
  for (const row of [rows[1], rows[2]]) {
    expect(row).toMatchObject({ code: "BAD_INPUT", retryable: false });
  }
  expect((rows[3] as Row).vector).toEqual(await server.vector("b, data: 1", 32));
});

test("more fields, headers, tokens and prices are as the file says", async () => {
  const { server, embed, context } = await open("vllm", {
    extra: { TEXT: { padding: "max_length" } },
    headers: { "x-tenant": "acme" },
    prices: [{ modality: "TEXT", unit: "token", per: 1000, usd: 2 }],
    maxTextTokens: 4,
  });
  const pass = await embed([text("one two three four five")]);
  expect(server.requests[0]).toMatchObject({ padding: "max_length" });
  expect(server.headers[0]).toMatchObject({ "x-tenant": "acme" });
  expect(pass.rows[0]).toMatchObject({ tokens: 3, truncated: true });
  expect(usdOf(pass)).toBeCloseTo(0.006, 10);
  expect(usdOf(await embed(texts(4)))).toBeCloseTo(0.024, 10);
  expect(context.settings.REMOTE_MODELS).toHaveLength(1);
});
