import { describe, expect, test } from "vitest";
import type { Row } from "../../../providers/provider.ts";
import type { Fault } from "../../servers/faults.ts";
import { canvas, errorOf, image, text, texts } from "../cloud-set-up.ts";
import { model, setUp } from "./set-up.ts";

const { it, open, embed } = setUp();

describe("a failing service", () => {
  const cases: [Fault, string, boolean][] = [
    [{ status: 401 }, "MODEL_UNAVAILABLE", false],
    [{ status: 403 }, "MODEL_UNAVAILABLE", false],
    [{ status: 404 }, "MODEL_UNAVAILABLE", false],
    [{ status: 429, retryAfter: "0" }, "OVERLOADED", true],
    [{ status: 500 }, "PROVIDER_FAILED", true],
    ["drop", "PROVIDER_FAILED", true],
    ["truncated body", "PROVIDER_FAILED", true],
    ["fewer rows", "PROVIDER_FAILED", false],
  ];
  test.each(cases)("%j is %s", async (fault, code, retryable) => {
    it.server.faults.always(fault);
    expect(await errorOf(embed(texts(3)))).toMatchObject({ code, retryable });
    expect(it.server.requests).toHaveLength(retryable ? 3 : 1);
  });

  test("is asked again when that can help, and the row is right", async () => {
    it.server.faults.add({ status: 503 }, "drop");
    const { rows } = await embed(texts(2));
    expect((rows[1] as Row).vector).toEqual(it.server.vector("text 1", 256));
  });

  test("that hangs is given up at the deadline", async () => {
    open({ REQUEST_TIMEOUT_MS: 150 });
    it.server.faults.add("hang");
    const cancelled = it.server.faults.until("cancelled");
    expect(await errorOf(embed(texts(1)))).toMatchObject({
      code: "TIMEOUT",
      message: expect.stringContaining("150 ms"),
    });
    await cancelled;
  });

  test("says nothing of itself to clients, and no key, text or image to the log", async () => {
    const secret = "my private diary entry of today";
    const photo = await canvas(60, 60).png().toBuffer();
    const said = `${it.server.key} ${secret} ${photo.toString("base64")}`;
    it.server.faults.always({ status: 500, message: said });
    for (const input of [text(secret), image(photo)]) {
      expect((await errorOf(embed([input]))).message).toBe("Voyage AI failed (status 500).");
    }
    const log = JSON.stringify(it.record.logged);
    expect(log).not.toContain(it.server.key);
    expect(log).not.toContain(photo.toString("base64").slice(0, 100));
    expect(JSON.stringify(it.record.logged[0])).not.toContain("diary");
  });
});

describe("inputs that Voyage refuses", () => {
  test("fail alone", async () => {
    const inputs = texts(20);
    inputs[7] = text("");
    const { rows } = await embed(inputs);
    for (const [i, row] of rows.entries()) {
      if (i === 7) {
        expect(row).toMatchObject({ code: "BAD_INPUT", retryable: false });
      } else {
        expect((row as Row).vector).toEqual(it.server.vector(`text ${i}`, 256));
      }
    }
  });

  test("as broken images are IMAGE_UNREADABLE, next to good ones", async () => {
    const whole = await canvas(80, 80).png().toBuffer();
    const files = [whole, whole.subarray(0, 90), Buffer.from("no image"), whole];
    const { rows } = await embed(files.map(image));
    expect(
      rows.map((row) => (row instanceof Error ? (row as { code?: string }).code : "fine")),
    ).toEqual(["fine", "IMAGE_UNREADABLE", "IMAGE_UNREADABLE", "fine"]);
    expect((rows[3] as Row).vector).toEqual(it.server.vector(whole, 256));
  });
});

describe("credentials", () => {
  test("that are missing are asked for, by name, without a request", async () => {
    open({ VOYAGE_API_KEY: undefined });
    const howToEnable = expect.stringContaining("VOYAGE_API_KEY");
    expect(it.provider.availability(model)).toMatchObject({
      ...{ status: "NEEDS_CREDENTIALS", howToEnable },
    });
    const unavailable = { code: "MODEL_UNAVAILABLE", retryable: false, message: howToEnable };
    expect(await errorOf(embed(texts(1)))).toMatchObject(unavailable);
    const clip = { bytes: new Uint8Array(8), seconds: 1 };
    const options = { dimensions: 256, purpose: "DOCUMENT" } as const;
    const embedding = it.provider.embedClip!(model, clip, options);
    expect(await errorOf(embedding)).toMatchObject(unavailable);
    expect(it.server.requests).toHaveLength(0);
  });

  test("that are refused make the model FAILING at once", async () => {
    open({ VOYAGE_API_KEY: "wrong" });
    expect(await errorOf(embed(texts(1)))).toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message: expect.stringContaining("VOYAGE_API_KEY"),
    });
    expect(it.provider.availability(model)).toMatchObject({ status: "FAILING" });
  });
});
