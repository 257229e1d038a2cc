import { fileURLToPath } from "node:url";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test, vi } from "vitest";
import { requirePlace } from "../../../providers/gemini/place.ts";
import { connect } from "../../../providers/gemini/sdk.ts";
import type { Row } from "../../../providers/provider.ts";
import { geminiEmbedding2 } from "../cloud-models.ts";
import { canvas, image, setUpCloud, text, texts, usdOf } from "../cloud-set-up.ts";
import { onVertex, setUp } from "./set-up.ts";

describe("the Gemini API", () => {
  const { it, open, embed } = setUp();

  test("is asked for n vectors of n inputs by n requests of one part", async () => {
    const inputs = fc.array(fc.string(), { minLength: 1, maxLength: 250 });
    await fc.assert(
      fc.asyncProperty(inputs, async (inputs) => {
        const before = it.server.calls.length;
        const { rows } = await embed(inputs.map(text));
        expect(rows.map((row) => (row as Row).vector)).toEqual(
          inputs.map((input) => it.server.vector(`title: none | text: ${input}`, 128)),
        );
        const calls = it.server.calls.slice(before);
        expect(calls.every((requests) => requests.length <= 100)).toBe(true);
        expect(calls.flat()).toHaveLength(inputs.length);
        expect(calls.flat().every(({ content }) => content.parts?.length === 1)).toBe(true);
      }),
      { numRuns: 5 },
    );
    expect(it.server.refusals).toEqual([]);
  });

  test("would fuse inputs that its SDK is given as strings", async () => {
    const { key, url } = it.server;
    const sdk = await connect({ api: "gemini", key, url }, undefined);
    const model = "gemini-embedding-2";
    const { embeddings } = await sdk.models.embedContent({ model, contents: ["one", "two"] });
    expect(embeddings).toHaveLength(1);
    expect(Float32Array.from(embeddings![0]!.values!)).toEqual(
      it.server.vector(["one", "two"], 3072),
    );
  });

  test("is told the purpose in the text, and the dimension", async () => {
    const prompts = {
      DOCUMENT: "title: none | text: x",
      QUERY: "task: search result | query: x",
      CLASSIFICATION: "task: classification | query: x",
      CLUSTERING: "task: clustering | query: x",
    };
    for (const [purpose, prompt] of Object.entries(prompts)) {
      await embed([text("x")], { purpose, dimensions: 768 });
      expect(it.server.calls.at(-1)).toEqual([
        {
          model: "models/gemini-embedding-2",
          content: { parts: [{ text: prompt }] },
          outputDimensionality: 768,
        },
      ]);
    }
    expect((await embed([text("")])).rows[0]).not.toBeInstanceOf(Error);
  });

  test("gets images as PNG and JPEG, others converted, whatever the purpose", async () => {
    const files = [
      await canvas(60, 60).jpeg().toBuffer(),
      await canvas(60, 50).png().toBuffer(),
      await canvas(60, 40).webp().toBuffer(),
      await canvas(60, 30).gif().toBuffer(),
    ];
    const { rows } = await embed(files.map(image), { purpose: "QUERY" });
    const sent = it.server.calls[0]!.map(({ content }) => content.parts![0]!.inlineData!);
    expect(sent.map(({ mimeType }) => mimeType)).toEqual([
      "image/jpeg",
      "image/png",
      // Which of the two is the converter's choice.
      expect.stringMatching(/^image\/(png|jpeg)$/),
      expect.stringMatching(/^image\/(png|jpeg)$/),
    ]);
    const bytes = sent.map(({ data }) => Buffer.from(data, "base64"));
    const sizes = await Promise.all(bytes.map((file) => sharp(file).metadata()));
    expect(sizes.map(({ height }) => height)).toEqual([60, 50, 40, 30]);
    expect(rows.map((row) => (row as Row).vector)).toEqual(
      bytes.map((file) => it.server.vector(file, 128)),
    );
    expect(bytes.slice(0, 2)).toEqual(files.slice(0, 2));
  });

  test("bills tokens of all texts together, images, and tells the tokens of one text", async () => {
    const { rows } = await embed([text("x")]);
    expect(rows[0]).toMatchObject({ tokens: 7, truncated: false });
    expect(usdOf(await embed(texts(150)))).toBeCloseTo(150 * 7 * 0.2e-6, 12);
    expect(it.record.counted).toEqual({ "billed input tokens": 151 * 7 });
    const photo = await embed([image(await canvas(60, 60).png().toBuffer())]);
    expect(it.record.counted).toMatchObject({ "billed images": 1 });
    expect(usdOf(photo)).toBeCloseTo(0.00012, 12);
    expect(photo.rows[0]).not.toHaveProperty("tokens");
  });

  test("gets no more than a minute's quota at once", () => {
    expect(it.provider.limits(geminiEmbedding2, "TEXT").maxInputs).toBe(100);
    open({ GEMINI_INPUTS_PER_MINUTE: 5 });
    expect(it.provider.limits(geminiEmbedding2, "TEXT").maxInputs).toBe(5);
  });
});

describe("Vertex AI", () => {
  const { it, open, embed } = setUpCloud(onVertex);

  test("is asked for one item a call, in the project and location", async () => {
    expect(it.provider.limits(geminiEmbedding2, "TEXT").maxInputs).toBe(1);
    const { rows } = await embed(texts(3), { purpose: "QUERY", dimensions: 768 });
    expect(rows.map((row) => (row as Row).vector)).toEqual(
      [0, 1, 2].map((i) => it.server.vector(`task: search result | query: text ${i}`, 768)),
    );
    expect(new Set(it.server.paths)).toEqual(
      new Set([
        "/v1beta1/projects/my-project/locations/europe-west4/publishers/google/models/gemini-embedding-2:embedContent",
      ]),
    );
    expect(it.server.calls[0]).toMatchObject([
      { embedContentConfig: { outputDimensionality: 768 } },
    ]);
    expect(rows[0]).toMatchObject({ tokens: 7, usd: expect.closeTo(7 * 0.2e-6, 12) });
  });

  test("is used only without a key, and has the same weights", () => {
    const revision = (settings: Parameters<typeof open>[0]) => {
      open({ VERTEX_ENDPOINT: undefined, GEMINI_BASE_URL: undefined, ...settings });
      return it.provider.revision!(geminiEmbedding2);
    };
    const google = "gemini-embedding-2 at Google";
    const keyFile = import.meta.filename;
    expect(revision({ GEMINI_API_KEY: "key" })).toBe(google);
    const signedIn = { VERTEX_INSECURE: false, GOOGLE_APPLICATION_CREDENTIALS: keyFile };
    expect(revision(signedIn)).toBe(google);
    expect(revision({ GEMINI_API_KEY: "key", GEMINI_BASE_URL: "http://x" })).toBe(
      "gemini-embedding-2 at http://x",
    );
  });
});

test("keys go to the address of the settings, whatever the SDK finds in its environment", async () => {
  vi.stubEnv("GOOGLE_GEMINI_BASE_URL", "http://elsewhere.example");
  vi.stubEnv("GOOGLE_VERTEX_BASE_URL", "http://elsewhere.example");
  const settings = {
    ...onVertex.settings({ endpoint: undefined } as never),
    VERTEX_INSECURE: false,
    GOOGLE_APPLICATION_CREDENTIALS: fileURLToPath(import.meta.url), // any that can be read
  };
  const hosts = [];
  for (const each of [settings, { ...settings, GEMINI_API_KEY: "k" }]) {
    const sdk = await connect(requirePlace(each), each.GOOGLE_APPLICATION_CREDENTIALS);
    const { apiClient } = sdk as unknown as { apiClient: { getBaseUrl(): string } };
    hosts.push(new URL(apiClient.getBaseUrl()).host);
  }
  vi.unstubAllEnvs();
  expect(hosts).toEqual([
    "europe-west4-aiplatform.googleapis.com",
    "generativelanguage.googleapis.com",
  ]);
});
