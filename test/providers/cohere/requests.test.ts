import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { encode } from "../../../models/vector/encode.ts";
import type { Model } from "../../../models/model.ts";
import type { Row } from "../../../providers/provider.ts";
import { embedV4 } from "../cloud-models.ts";
import { canvas, image, text, texts, usdOf } from "../cloud-set-up.ts";
import { setUp } from "./set-up.ts";

const { it, open, embed } = setUp();

describe("what is sent", () => {
  test("texts, with the purpose as input type and the dimension that was asked for", async () => {
    const types = { DOCUMENT: "search_document", QUERY: "search_query" } as const;
    for (const purpose of ["DOCUMENT", "QUERY"] as const) {
      const { rows } = await embed([text("héllo"), text("🙂")], { purpose, dimensions: 512 });
      expect((rows[1] as Row).vector).toEqual(it.server.vector("🙂", 512, types[purpose]));
    }
    expect(it.server.requests[0]).toMatchObject({ texts: ["héllo", "🙂"], output_dimension: 512 });
    await embed([text("x")], { purpose: "CLASSIFICATION" });
    await embed([text("x")], { purpose: "CLUSTERING" });
    expect(it.server.requests.map(({ input_type }) => input_type)).toEqual([
      "search_document",
      "search_query",
      "classification",
      "clustering",
    ]);
  });

  test("images as they are, where Cohere takes them", async () => {
    const files = await Promise.all([
      canvas(60, 60).jpeg().toBuffer(),
      canvas(60, 60).png().toBuffer(),
      canvas(60, 60).webp().toBuffer(),
      canvas(60, 60).gif().toBuffer(),
    ]);
    const { rows } = await embed(files.map(image), { purpose: "QUERY" });
    expect(rows.map((row) => (row as Row).vector)).toEqual(
      files.map((file) => it.server.vector(file, 256, "search_query")),
    );
  });

  test("other formats converted, larger images scaled down, in the order of the inputs", async () => {
    const ordinary = await canvas(60, 60).jpeg().toBuffer();
    const files = [
      await canvas(60, 30).avif().toBuffer(),
      ordinary,
      await canvas(60, 40).tiff().toBuffer(),
      await canvas(3000, 1000).jpeg().toBuffer(),
    ];
    const { rows } = await embed(files.map(image));
    const sent = it.server.requests[0]!.inputs!.map(({ content: [part] }) => {
      if (part?.type !== "image_url") {
        return expect.fail("not an image");
      }
      return Buffer.from(part.image_url.url.split(",")[1]!, "base64");
    });
    const sizes = await Promise.all(sent.map((file) => sharp(file).metadata()));
    expect(sizes.map(({ format, width, height }) => [format, width, height])).toEqual([
      ["jpeg", 60, 30],
      ["jpeg", 60, 60],
      ["jpeg", 60, 40],
      ["jpeg", 2715, 905],
    ]);
    expect((rows[1] as Row).vector).toEqual(it.server.vector(ordinary, 256));
    expect((rows[3] as Row).vector).toEqual(it.server.vector(sent[3]!, 256));
  });

  test("no request of more than 96 inputs or 20 MB", async () => {
    const many = await embed(texts(200));
    expect(many.rows.map((row) => (row as Row).vector[0])).toEqual(
      texts(200).map((_, i) => it.server.vector(`text ${i}`, 256)[0]),
    );
    expect(it.server.requests.map((request) => request.texts!.length).toSorted()).toEqual([
      8, 96, 96,
    ]);

    const large = await Promise.all(
      [0, 1, 2].map(() => canvas(1500, 1500).png({ compressionLevel: 0 }).toBuffer()),
    );
    expect(large[0]!.length).toBeGreaterThan(6e6); // three of them are 24 MB in base64
    const { rows } = await embed(large.map(image));
    expect(rows.map((row) => (row as Row).vector)).toEqual(
      large.map((file) => it.server.vector(file, 256)),
    );
    expect(
      it.server.requests
        .slice(3)
        .map((request) => request.inputs!.length)
        .toSorted(),
    ).toEqual([1, 2]);
    expect(it.server.refusals).toEqual([]);
  });

  test("no more than a minute's quota at once", async () => {
    open({ COHERE_IMAGES_PER_MINUTE: 5 });
    expect(it.provider.limits(embedV4, "IMAGE").maxInputs).toBe(5);
    expect(it.provider.limits(embedV4, "TEXT").maxInputs).toBe(96);
  });
});

describe("what comes back", () => {
  test("floats from servers that do not know base64, who are asked for it once", async () => {
    it.server.faults.always("no base64");
    for (let i = 0; i < 2; i++) {
      const { rows } = await embed(texts(3));
      expect((rows[2] as Row).vector).toEqual(it.server.vector("text 2", 256));
    }
    expect(it.server.requests.map((request) => request.embedding_types)).toEqual([
      ["base64"],
      ["float"],
      ["float"],
    ]);
  });

  test("billed units, counted and priced by the catalog", async () => {
    expect(usdOf(await embed(texts(100)))).toBeCloseTo(300 * 0.12e-6, 12);
    expect(it.record.counted).toEqual({ "billed input tokens": 300 });
    const photo = await embed([image(await canvas(60, 60).png().toBuffer())]);
    expect(it.record.counted).toMatchObject({ "billed images": 1, "billed image tokens": 1000 });
    expect(usdOf(photo)).toBeCloseTo(0.47e-3, 12);
  });

  test("a mark on texts that are surely longer than the model reads", async () => {
    const model: Model = { ...embedV4, maxTextTokens: 5 };
    const inputs = [text("one two three four five"), text("one two three four five six")];
    const { rows } = await it.provider.embed(model, inputs, {
      dimensions: 256,
      purpose: "DOCUMENT",
    });
    expect(rows.map((row) => (row as Row).truncated)).toEqual([false, true]);
    expect(rows.map((row) => (row as Row).tokens)).toEqual([undefined, undefined]);
  });

  test("binary encodings made here are packed as Cohere packs them", async () => {
    const response = await fetch(`${it.server.url}/v2/embed`, {
      method: "POST",
      headers: { authorization: `Bearer ${it.server.key}` },
      body: JSON.stringify({
        model: "embed-v4.0",
        input_type: "search_document",
        texts: ["x"],
        output_dimension: 256,
        embedding_types: ["ubinary", "binary"],
      }),
    });
    const { embeddings } = (await response.json()) as {
      embeddings: { ubinary: number[][]; binary: number[][] };
    };
    const { rows } = await embed([text("x")]);
    const { vector } = rows[0] as Row;
    expect([...encode(vector, "UBINARY")]).toEqual(embeddings.ubinary[0]);
    expect([...new Int8Array(encode(vector, "BINARY"))]).toEqual(embeddings.binary[0]);
  });
});
