import { describe, expect, test } from "vitest";
import type { GatewayError } from "../../../models/errors.ts";
import type { Row } from "../../../providers/provider.ts";
import { canvas, image, texts } from "../cloud-set-up.ts";
import { setUp } from "./set-up.ts";

const { it, open, embed } = setUp();

describe("inputs that Gemini refuses", () => {
  test("as broken images are IMAGE_UNREADABLE and fail alone, wherever that is found out", async () => {
    const whole = await canvas(80, 80).png().toBuffer();
    const cut = whole.subarray(0, 90);
    const gif = (await canvas(60, 60).gif().toBuffer()).subarray(0, 20);
    const { rows } = await embed([whole, cut, gif, Buffer.from("no image"), whole].map(image));
    expect(rows.map((row) => (row instanceof Error ? (row as GatewayError).code : "fine"))).toEqual(
      ["fine", "IMAGE_UNREADABLE", "IMAGE_UNREADABLE", "IMAGE_UNREADABLE", "fine"],
    );
    expect((rows[4] as Row).vector).toEqual(it.server.vector(whole, 128));
  });

  test("as too many pixels are TOO_LARGE", async () => {
    open({ MAX_IMAGE_PIXELS: 10_000 });
    const { rows } = await embed([image(await canvas(200, 100).jpeg().toBuffer())]);
    expect(rows[0]).toMatchObject({ code: "TOO_LARGE" });
    expect(it.server.calls).toHaveLength(0);
  });

  test("are sent in halves when the request as a whole is too large", async () => {
    it.server.faults.add(
      { status: 413 },
      { status: 400, message: "payload size exceeds the limit" },
    );
    const { rows } = await embed(texts(8));
    for (const [i, row] of rows.entries()) {
      expect((row as Row).vector).toEqual(it.server.vector(`title: none | text: text ${i}`, 128));
    }
    expect(it.server.calls.map((requests) => requests.length)).toEqual([8, 4, 2, 2, 4]);
  });
});
