import { readFileSync } from "node:fs";
import sharp from "sharp";
import { afterEach, describe, expect, test } from "vitest";
import {
  startConverterProcess,
  type ConverterProcess,
} from "../../../providers/cloud/converter-process.ts";
import { createConverter, type Converter } from "../../../providers/cloud/converter.ts";
import { recording } from "../cloud-models.ts";

const rules = { accepts: ["image/jpeg", "image/png"], maxPixels: 10_000, maxBytes: 1_000_000 };
const never = new AbortController().signal;
const canvas = (width: number, height: number, alpha = 1) =>
  sharp({
    create: { width, height, channels: 4, background: { r: 200, g: 30, b: 10, alpha } },
  });

const processes: ConverterProcess[] = [];
let converter: Converter;
function open(start = startConverterProcess): Converter {
  processes.length = 0;
  return (converter = createConverter(1_000_000, recording({}).context.log, async () => {
    const process = await start();
    processes.push(process);
    return process;
  }));
}
afterEach(() => converter.close());

describe("an image", () => {
  test("that fits is passed on as it is, and no process is started", async () => {
    const file = await canvas(100, 100).png().toBuffer();
    const { bytes, mime } = await open().fit(file, rules, never);
    expect(bytes).toBe(file);
    expect(mime).toBe("image/png");
    expect(processes).toHaveLength(0);
  });

  test("of another format becomes a JPEG, where transparency is white", async () => {
    open();
    const half = [228, 143, 133];
    const deep = canvas(300, 90, 0.5).toColourspace("rgb16").png().toBuffer();
    for (const [file, size, colour] of [
      [canvas(90, 50).removeAlpha().avif().toBuffer(), [90, 50], [200, 30, 10]],
      [canvas(9, 9, 0.5).webp({ lossless: true }).toBuffer(), [9, 9], half],
      [canvas(9, 9, 0).tiff({ compression: "lzw" }).toBuffer(), [9, 9], [255, 255, 255]],
      // Scaled down as well.
      [canvas(300, 90, 0.5).png().toBuffer(), [182, 54], half],
      [deep, [182, 54], half],
    ] as const) {
      const { bytes, mime } = await converter.fit(await file, rules, never);
      expect(mime).toBe("image/jpeg");
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height, info.channels]).toEqual([...size, 3]);
      const distances = colour.map((value, i) => Math.abs(value - data[i]!));
      expect(Math.max(...distances)).toBeLessThan(8);
    }
    expect(processes).toHaveLength(1);
  });

  test("with a longer side than is taken is scaled down, and no further", async () => {
    const sides = { ...rules, maxPixels: 1_000_000, maxSide: 100 };
    const file = await canvas(400, 50).png().toBuffer();
    const { bytes } = await open().fit(file, sides, never);
    const { width, height } = await sharp(bytes).metadata();
    expect([width, height]).toEqual([100, 12]);
  });

  test("with too many pixels or bytes is scaled down in its proportions", async () => {
    open();
    for (const [width, height] of [
      [400, 100],
      [1, 60_000],
    ] as const) {
      const { bytes } = await converter.fit(
        await canvas(width, height).png().toBuffer(),
        rules,
        never,
      );
      const scaled = await sharp(bytes).metadata();
      expect(scaled.width * scaled.height).toBeLessThanOrEqual(10_000);
      if (width > 1) {
        expect(scaled.width / scaled.height).toBeCloseTo(width / height, 1);
      }
    }
    const file = await canvas(90, 90).png({ compressionLevel: 0 }).toBuffer();
    const { bytes } = await converter.fit(file, { ...rules, maxBytes: 20_000 }, never);
    expect(bytes.length).toBeLessThan(20_000);
  });

  test("keeps its orientation tag, as those passed on do", async () => {
    const file = await canvas(400, 200)
      .removeAlpha()
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { bytes } = await open().fit(file, rules, never);
    const { width, height, orientation } = await sharp(bytes).metadata();
    expect(orientation).toBe(6);
    expect(width).toBeGreaterThan(height);
  });

  test("that cannot be read, or tries to load others, is IMAGE_UNREADABLE", async () => {
    open();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>';
    const tiff = (await canvas(50, 50).tiff().toBuffer()).subarray(0, 100);
    for (const file of [Buffer.from("no image"), Buffer.from(svg), Buffer.alloc(0), tiff]) {
      await expect(converter.fit(file, rules, never)).rejects.toMatchObject({
        code: "IMAGE_UNREADABLE",
      });
    }
    // The same process goes on.
    expect(
      (await converter.fit(await canvas(9, 9).webp().toBuffer(), rules, never)).mime,
    ).toBeTruthy();
    expect(processes).toHaveLength(1);
  });

  test("with more pixels than may be decoded is TOO_LARGE, by its header alone where there is one", async () => {
    open();
    const png = await canvas(1001, 1000).png().toBuffer();
    await expect(converter.fit(png, rules, never)).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("1001000"),
    });
    expect(processes).toHaveLength(0);
    const tiff = await canvas(1001, 1000).tiff().toBuffer();
    await expect(converter.fit(tiff, rules, never)).rejects.toMatchObject({ code: "TOO_LARGE" });
  });
});

describe("the process", () => {
  // A decoder crashes; the kernel kills a process when memory runs out.
  test.each([
    ["SIGSEGV", "IMAGE_UNREADABLE", false],
    ["SIGKILL", "PROVIDER_FAILED", true],
  ])("that dies of %s fails the image it was at with %s", async (signal, code, retryable) => {
    open();
    const file = await canvas(300, 300).webp().toBuffer();
    await converter.fit(file, rules, never);
    const call = converter.fit(file, rules, never);
    const next = converter.fit(file, rules, never);
    call.catch(() => {});
    await new Promise((turn) => setImmediate(turn));
    process.kill(processes[0]!.pid!, signal);
    await expect(call).rejects.toMatchObject({ code, retryable });
    // The next image gets a new one.
    expect((await next).mime).toBe("image/jpeg");
    expect(processes).toHaveLength(2);
  });

  test("is ended when nobody waits for what it does", async () => {
    const killed: string[] = [];
    const hanging = {
      pid: 1,
      dead: () => false,
      kill: () => void killed.push("hanging"),
      run: (_request: unknown, signal: AbortSignal) =>
        new Promise<never>((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason as Error)),
        ),
    };
    let first = true;
    open(async () => (first ? ((first = false), hanging) : startConverterProcess()));
    const caller = new AbortController();
    const file = await canvas(9, 9).webp().toBuffer();
    const call = converter.fit(file, rules, caller.signal);
    const next = converter.fit(file, rules, never);
    call.catch(() => {});
    await new Promise((turn) => setImmediate(turn));
    caller.abort(new Error("gone"));
    await expect(call).rejects.toThrow("gone");
    expect((await next).mime).toBe("image/jpeg");
    expect(killed).toEqual(["hanging"]);
  });

  test.runIf(process.platform === "linux")("knows no key", async () => {
    process.env.CO_API_KEY = "a key";
    try {
      const started = await startConverterProcess();
      const environment = readFileSync(`/proc/${started.pid}/environ`, "utf8");
      started.kill();
      expect(environment).toContain("PATH=");
      expect(environment).not.toContain("a key");
    } finally {
      delete process.env.CO_API_KEY;
    }
  });

  test("that does not start is not the image's fault", async () => {
    open(() => Promise.reject(new Error("no sharp here")));
    const file = await canvas(9, 9).webp().toBuffer();
    await expect(converter.fit(file, rules, never)).rejects.toThrow("no sharp here");
  });
});
