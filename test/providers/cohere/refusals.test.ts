import { describe, expect, test } from "vitest";
import type { GatewayError } from "../../../models/errors.ts";
import type { Row } from "../../../providers/provider.ts";
import { canvas, image, text, texts } from "../cloud-set-up.ts";
import { setUp } from "./set-up.ts";

const { it, open, embed } = setUp();

describe("inputs that Cohere refuses", () => {
  test("fail alone, and are found in few requests", async () => {
    const inputs = texts(96);
    inputs[17] = text(""); // the server refuses empty texts
    inputs[80] = text("");
    const { rows } = await embed(inputs);
    for (const [i, row] of rows.entries()) {
      if (i === 17 || i === 80) {
        expect(row).toMatchObject({ code: "BAD_INPUT", retryable: false });
      } else {
        expect((row as Row).vector).toEqual(it.server.vector(`text ${i}`, 256));
      }
    }
    expect(it.server.requests.length).toBeLessThan(30);
  });

  test("as broken images are IMAGE_UNREADABLE, wherever that is found out", async () => {
    const whole = await canvas(80, 80).png().toBuffer();
    const cut = whole.subarray(0, 90);
    const avif = (await canvas(60, 60).avif().toBuffer()).subarray(0, 200);
    const { rows } = await embed([whole, cut, avif, Buffer.from("no image"), whole].map(image));
    expect(rows.map((row) => (row instanceof Error ? (row as GatewayError).code : "fine"))).toEqual(
      ["fine", "IMAGE_UNREADABLE", "IMAGE_UNREADABLE", "IMAGE_UNREADABLE", "fine"],
    );
    expect((rows[4] as Row).vector).toEqual(it.server.vector(whole, 256));
  });

  test("as too many pixels are TOO_LARGE", async () => {
    open({ MAX_IMAGE_PIXELS: 10_000 });
    const [jpeg, tiff] = (
      await embed([
        image(await canvas(200, 100).jpeg().toBuffer()),
        image(await canvas(200, 100).tiff().toBuffer()),
      ])
    ).rows;
    expect(jpeg).toMatchObject({ code: "TOO_LARGE" });
    expect(tiff).toMatchObject({ code: "TOO_LARGE" });
    expect((jpeg as Error).message).toContain("20000");
    expect(it.server.requests).toHaveLength(0);
  });

  test("are sent in halves when the request as a whole is too large", async () => {
    it.server.faults.add({ status: 413 }, { status: 400, message: "total size exceeds 20MB" });
    const { rows } = await embed(texts(8));
    for (const [i, row] of rows.entries()) {
      expect((row as Row).vector).toEqual(it.server.vector(`text ${i}`, 256));
    }
    expect(it.server.requests.map((request) => request.texts!.length)).toEqual([8, 4, 2, 2, 4]);
  });

  test("all of them do not take a request each", async () => {
    it.server.faults.always({ status: 400 });
    const { rows } = await embed(texts(96)).catch((error: unknown) => ({ rows: [error] }));
    expect(rows[0]).toBeInstanceOf(Error);
    expect(it.server.requests.length).toBeLessThan(40);
  });
});
