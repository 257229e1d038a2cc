import sharp from "sharp";
import { afterEach, describe, expect, test, vi } from "vitest";
import { mostUsd } from "../../../models/price.ts";
import type { Row } from "../../../providers/provider.ts";
import { bytesOf, type VoyageContent } from "../../servers/voyage-rules.ts";
import { canvas, errorOf, image, text, texts, usdOf } from "../cloud-set-up.ts";
import { model, setUp } from "./set-up.ts";

const { it, open, embed } = setUp();
afterEach(() => void vi.restoreAllMocks());

const contentsOf = (request = 0) =>
  it.server.requests[request]!.inputs.map(({ content }) => {
    expect(content).toHaveLength(1);
    return content[0] as VoyageContent;
  });

describe("what is sent", () => {
  test("one content an input, with the purpose and the dimension that was asked for", async () => {
    const types = {
      DOCUMENT: "document",
      QUERY: "query",
      CLASSIFICATION: "",
      CLUSTERING: "",
    } as const;
    for (const [purpose, type] of Object.entries(types)) {
      const { rows } = await embed([text("héllo"), text("🙂")], { purpose, dimensions: 512 });
      expect((rows[1] as Row).vector).toEqual(it.server.vector("🙂", 512, type));
    }
    expect(contentsOf()).toEqual([
      { type: "text", text: "héllo" },
      { type: "text", text: "🙂" },
    ]);
    expect(it.server.requests[0]).toMatchObject({
      ...{ model: "voyage-multimodal-3.5", truncation: true },
      ...{ output_dimension: 512, encoding_format: "base64" },
    });
    expect(it.server.refusals).toEqual([]);
  });

  test("images as they are where Voyage takes them, else converted or scaled down", async () => {
    const files = await Promise.all([
      canvas(60, 60).jpeg().toBuffer(),
      canvas(60, 60).webp().toBuffer(),
      canvas(60, 60).gif().toBuffer(),
      canvas(60, 30).avif().toBuffer(),
      canvas(4010, 4000).jpeg().toBuffer(),
    ]);
    const { rows } = await embed(files.map(image), { purpose: "QUERY" });
    const sent = contentsOf().map((part) =>
      part.type === "image_base64" ? bytesOf(part.image_base64) : expect.fail("no image"),
    );
    expect(sent.slice(0, 3)).toEqual(files.slice(0, 3));
    const sizes = await Promise.all(sent.slice(3).map((file) => sharp(file).metadata()));
    expect(sizes[0]).toMatchObject({ format: "jpeg", width: 60, height: 30 });
    expect(sizes[1]!.width * sizes[1]!.height).toBeLessThanOrEqual(16_000_000);
    expect(rows.map((row) => (row as Row).vector)).toEqual(
      sent.map((file) => it.server.vector(file, 256, "query")),
    );
  });

  test("no request of more than 1,000 inputs or 320,000 tokens", async () => {
    const long = "word ".repeat(20_000); // 25,000 tokens
    const inputs = [...texts(1001), ...Array.from({ length: 14 }, (_, i) => text(`${i} ${long}`))];
    const { rows } = await embed(inputs);
    expect(rows.filter((row) => row instanceof Error)).toEqual([]);
    expect((rows[1014] as Row).vector).toEqual(it.server.vector(`13 ${long}`, 256));
    expect(it.server.refusals).toEqual([]);
    const { maxInputs, maxTokens } = it.provider.limits(model, "TEXT");
    expect([maxInputs, maxTokens]).toEqual([1000, 300_000]);
    // The largest images are 3,572 tokens each.
    expect(it.provider.limits(model, "IMAGE").maxInputs).toBe(83);
  });

  test("no more than the key's quota of tokens and of requests", async () => {
    open({ VOYAGE_TOKENS_PER_MINUTE: 100, REQUEST_TIMEOUT_MS: 2000 });
    await embed([text("word ".repeat(60))]);
    expect(await errorOf(embed([text("word ".repeat(60))]))).toMatchObject({
      code: "OVERLOADED",
      message: expect.stringContaining("VOYAGE_TOKENS_PER_MINUTE"),
    });
    open({ VOYAGE_REQUESTS_PER_MINUTE: 1, REQUEST_TIMEOUT_MS: 2000 });
    await embed(texts(20));
    expect(await errorOf(embed(texts(1)))).toMatchObject({
      code: "OVERLOADED",
      message: expect.stringContaining("VOYAGE_REQUESTS_PER_MINUTE"),
    });
  });

  test.each([
    ["pa-key", undefined, "https://api.voyageai.com/v1/multimodalembeddings"],
    ["al-key", undefined, "https://ai.mongodb.com/v1/multimodalembeddings"],
    ["al-key", "http://127.0.0.1:1/", "http://127.0.0.1:1/v1/multimodalembeddings"],
    ["pa-key", "http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1/multimodalembeddings"],
  ])("a key such as %s with VOYAGE_BASE_URL %s goes to %s", async (key, base, url) => {
    const refuse = vi
      .spyOn(globalThis, "fetch")
      .mockResolvedValue(new Response("", { status: 401 }));
    open({ VOYAGE_API_KEY: key, VOYAGE_BASE_URL: base });
    await errorOf(embed(texts(1)));
    expect(refuse.mock.calls.map(([address]) => address)).toEqual([url]);
  });
});

describe("what comes back", () => {
  test("floats from servers that do not know base64", async () => {
    it.server.faults.always("no base64");
    const { rows } = await embed(texts(3));
    expect((rows[2] as Row).vector).toEqual(it.server.vector("text 2", 256));
  });

  test("tokens of texts, counted, priced, and split by how long each is", async () => {
    const pass = await embed([text("a"), text("word ".repeat(200))]);
    expect(it.record.counted).toEqual({ "billed text tokens": 251 });
    expect(usdOf(pass)).toBeCloseTo(251 * 0.12e-6, 12);
    const [short, long] = pass.rows.map((row) => (row as Row).usd!);
    expect(long! / short!).toBeGreaterThan(50);
    for (const [i, input] of [text("a"), text("word ".repeat(200))].entries()) {
      expect((pass.rows[i] as Row).usd).toBeLessThanOrEqual(mostUsd(model, input));
    }
  });

  test("pixels of images, at least 50,000 and at most 2 million of each", async () => {
    const sizes = [
      [60, 60, 50_000],
      [1000, 500, 500_000],
      [3000, 1000, 2_000_000],
    ] as const;
    const files = await Promise.all(sizes.map(([w, h]) => canvas(w, h).jpeg().toBuffer()));
    const { rows } = await embed(files.map(image));
    sizes.forEach(([, , pixels], i) => {
      expect((rows[i] as Row).usd).toBeCloseTo(pixels * 0.6e-9, 12);
      expect((rows[i] as Row).usd).toBeLessThanOrEqual(mostUsd(model, image(files[i]!)) + 1e-12);
    });
    expect(it.record.counted).toEqual({ "billed image pixels": 2_550_000 });
  });

  test("a mark on texts that are surely longer than the model reads", async () => {
    const short = { ...model, maxTextTokens: 5 };
    const inputs = [text("one two three four five"), text("one two three four five six")];
    const options = { dimensions: 256, purpose: "DOCUMENT" } as const;
    const { rows } = await it.provider.embed(short, inputs, options);
    expect(rows.map((row) => (row as Row).truncated)).toEqual([false, true]);
  });
});
