import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import type { Input } from "../../../models/model.ts";
import type { Row } from "../../../providers/provider.ts";
import { multimodal } from "../cloud-models.ts";
import { canvas, text, texts, usdOf } from "../cloud-set-up.ts";
import { setUp } from "./set-up.ts";

const { it, open, embed } = setUp();

describe("what is sent", () => {
  test("one instance per request, to the project's and location's model", async () => {
    open({ GOOGLE_CLOUD_PROJECT: "my-project" });
    const { rows } = await embed(texts(20));
    expect(rows.map((row) => (row as Row).vector)).toEqual(
      texts(20).map((_, i) => it.server.vector(`text ${i}`, 128)),
    );
    expect(it.server.requests).toHaveLength(20);
    expect(it.server.requests[0]).toEqual({
      endpoint:
        "projects/my-project/locations/europe-west4/publishers/google/models/multimodalembedding@001",
      instances: [{ text: "text 0" }],
      parameters: { dimension: 128 },
    });
  });

  test("only so many at once", async () => {
    it.server.faults.always({ delay: () => sleep(20) });
    await embed(texts(20));
    expect(it.server.most()).toBe(it.provider.limits(multimodal, "TEXT").maxCalls);
  });

  test("images as they are where the service takes them, converted or smaller where not", async () => {
    const bmp = Buffer.alloc(58);
    bmp.write("BM");
    bmp.writeInt32LE(1, 18);
    bmp.writeInt32LE(-1, 22);
    const files = {
      jpeg: await canvas(60, 60).jpeg().toBuffer(),
      gif: await canvas(60, 60).gif().toBuffer(),
      bmp,
      webp: await canvas(60, 40).webp().toBuffer(),
      large: await canvas(4000, 2000).png().toBuffer(),
    };
    const inputs = Object.values(files).map((bytes): Input => ({ modality: "IMAGE", bytes }));
    const { rows } = await embed(inputs);
    const sent = it.server.requests.map(({ instances: [instance] }) => instance!.image!);
    const of = (row: number) =>
      sent.find(({ bytesBase64Encoded }) => {
        const vector = it.server.vector(Buffer.from(bytesBase64Encoded!, "base64"), 128);
        return vector.every((x, i) => x === (rows[row] as Row).vector[i]);
      })!;
    expect([0, 1, 2, 3, 4].map((row) => of(row).mimeType)).toEqual([
      "image/jpeg",
      "image/gif",
      "image/bmp",
      "image/jpeg",
      "image/jpeg",
    ]);
    expect((rows[0] as Row).vector).toEqual(it.server.vector(files.jpeg, 128));
    expect((rows[2] as Row).vector).toEqual(it.server.vector(files.bmp, 128));
    const large = sharp(Buffer.from(of(4).bytesBase64Encoded!, "base64"));
    expect(await large.metadata()).toMatchObject({ width: 2828, height: 1414 });
  });
});

describe("what comes back", () => {
  test("characters and images, counted and priced by the catalog", async () => {
    expect(usdOf(await embed([text("ab cd"), text("😀")]))).toBeCloseTo(1e-6, 12);
    const bytes = await canvas(60, 60).png().toBuffer();
    expect(usdOf(await embed([{ modality: "IMAGE", bytes }]))).toBeCloseTo(1e-4, 12);
    expect(it.record.counted).toEqual({ "billed characters": 5, "billed images": 1 });
  });

  test("a mark on texts of more than 32 words, which the service cuts silently", async () => {
    const words = (count: number) => text(Array.from({ length: count }, () => "word").join(" "));
    const { rows } = await embed([words(32), words(33)]);
    expect(rows.map((row) => (row as Row).truncated)).toEqual([false, true]);
    expect(rows.map((row) => (row as Row).tokens)).toEqual([undefined, undefined]);
  });
});
