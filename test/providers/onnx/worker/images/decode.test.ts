import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { GatewayError } from "../../../../../models/errors.ts";
import { decode, type RawImage } from "../../../../../providers/onnx/worker/images/decode.ts";
import { goldens, readImage, sha256 } from "../../../../fixtures/pixels/golden.ts";

const limits = { maxPixels: 50_000_000, alpha: "white" } as const;
const treatments = ["white", "drop"] as const;

describe("decode", () => {
  it.each(goldens.filter(([, { exact }]) => exact))(
    "reads %s byte for byte like the reference",
    async (name, { size: [width, height], sha256: hashes }) => {
      for (const alpha of treatments) {
        const image = await decode(readImage(name), { ...limits, alpha, upright: false });
        expect({ ...image, data: sha256(image.data) }).toMatchObject({
          data: hashes[alpha],
          width,
          height,
        });
      }
    },
  );

  it.each(goldens.filter(([, { exact }]) => exact))(
    "turns %s upright by default",
    async (name, { upright }) => {
      const [width, height] = upright.size;
      const image = await decode(readImage(name), limits);
      expect({ ...image, data: sha256(image.data) }).toEqual({
        data: upright.sha256.white,
        width,
        height,
      });
    },
  );

  it("keeps an alpha channel for the scaling only where it says something", async () => {
    const options = { ...limits, alpha: "drop" } as const;
    const png = (alpha: number) =>
      sharp({
        create: { width: 3, height: 2, channels: 4, background: { r: 9, g: 8, b: 7, alpha } },
      })
        .png()
        .toBuffer();
    expect((await decode(await png(1), options)).alpha).toBeUndefined();
    const { data, alpha } = await decode(await png(0.2), options);
    expect([...alpha!]).toEqual(Array(6).fill(51));
    expect([...data.subarray(0, 3)]).toEqual([9, 8, 7]);
  });

  // Colour at half resolution is brought back up by another rule than in Pillow's library.
  it.each([
    ["avif-420", 13, 0.6],
    ["avif-alpha", 13, 0.6],
    ["avif-444", 1, 0.2],
  ])(
    "reads %s within %d levels of the reference, below %d on average",
    async (name, most, average) => {
      for (const alpha of treatments) {
        const options = { ...limits, alpha };
        const ours = await decode(readImage(`pixels/images/${name}.avif`), options);
        const reference = await decode(readImage(`pixels/decoded/${name}.png`), options);
        const distances = Array.from(ours.data, (value, i) => Math.abs(value - reference.data[i]!));
        expect(Math.max(...distances)).toBeLessThanOrEqual(most);
        const mean = distances.reduce((a, b) => a + b) / distances.length;
        expect(mean).toBeLessThan(average);
      }
    },
  );

  it("takes an image of exactly MAX_IMAGE_PIXELS and refuses one pixel more", async () => {
    const bytes = readImage("pixels/images/jpeg-420.jpg");
    const image = await decode(bytes, { ...limits, maxPixels: 21_600 });
    expect(image).toMatchObject({ width: 180, height: 120 });
    await expect(decode(bytes, { ...limits, maxPixels: 21_599 })).rejects.toMatchObject({
      code: "TOO_LARGE",
      message:
        "The image is 180 × 120 = 21,600 pixels; MAX_IMAGE_PIXELS is 21,599. Send a smaller one.",
    });
  });

  it.each([
    ["PNG", png(60_000, 60_000)],
    ["GIF", gif(60_000, 60_000)],
  ])("refuses a %s bomb by its header", async (_, bytes) => {
    await expect(decode(bytes, limits)).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("60000 × 60000 = 3,600,000,000 pixels"),
    });
  });

  it("refuses an image that is longer than any resize could use", async () => {
    await expect(decode(png(1, 65_536), limits)).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: "The image is 1 × 65536 pixels; a side may have 65,535. Send a smaller one.",
    });
  });

  it.each(goldens.filter(([name]) => !endIsNotNeeded.test(name)).map(([name]) => name))(
    "says that %s is cut off",
    async (name) => {
      const bytes = readImage(name);
      for (const part of [0.1, 0.5, 0.95]) {
        const cut = bytes.subarray(0, Math.max(Math.floor(bytes.length * part), 16));
        const error = await decode(cut, limits).catch((error: unknown) => error);
        expect(error).toMatchObject({ code: "IMAGE_UNREADABLE", message: isOurs });
      }
    },
  );

  it("reads an animation or document whose first frame is whole", async () => {
    for (const name of ["gif-animated.gif", "tiff-pages.tif"]) {
      const bytes = readImage(`pixels/images/${name}`);
      const cut = await decode(bytes.subarray(0, Math.floor(bytes.length * 0.95)), limits);
      expect(cut).toEqual(await decode(bytes, limits));
    }
  });

  it.each([
    ["", "The image is empty: 0 bytes were sent."],
    ["BM\x46\0\0\0", "BMP is not supported; send JPEG, PNG, WebP, GIF, AVIF or TIFF."],
    ["%PDF-1.7\n", "PDF is not supported; send JPEG, PNG, WebP, GIF, AVIF or TIFF."],
    ["PK\x03\x04\x14\0", "An archive is not supported; send JPEG, PNG, WebP, GIF, AVIF or TIFF."],
    ["<svg xmlns='http://www.w3.org/2000/svg'/>", /^SVG is not supported/],
    ["\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<svg/>", /^SVG is not supported/],
    ["<?xml version='1.0'?><note/>", /^XML is not supported/],
    ["\n<!DOCTYPE html><html></html>", /^A web page \(HTML\) is not supported/],
    ["\0\0\0\x18ftypheic\0\0\0\0mif1heic", /^HEIC is not supported/],
    ["\0\0\0\x18ftypisom\0\0\x02\0isommp41", /^Video is not supported/],
    ["\xff\x0a\xfa\x1f", /^JPEG XL is not supported/],
    [
      "hello world",
      "Not an image: the file starts with the bytes 68 65 6c 6c; " +
        "send JPEG, PNG, WebP, GIF, AVIF or TIFF.",
    ],
  ])("refuses %j", async (text, message) => {
    const error = await decode(Buffer.from(text, "latin1"), limits).catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: "IMAGE_UNREADABLE",
      message: expect.stringMatching(message),
    });
  });

  it("refuses a real BMP", async () => {
    const bytes = readImage("pixels/images/refused.bmp");
    await expect(decode(bytes, limits)).rejects.toThrow(/^BMP is not supported/);
  });

  it("has no other loader to fall back on", async () => {
    const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>");
    await expect(sharp(svg).metadata()).rejects.toThrow(/unsupported image format/);
  });

  it("fails only in the two expected ways, whatever the bytes", async () => {
    const starts = [
      "",
      "\xff\xd8\xff",
      "\x89PNG\r\n\x1a\n",
      "GIF89a",
      "RIFF\0\x01\0\0WEBP",
      "II*\0",
    ];
    const property = fc.asyncProperty(
      fc.constantFrom(...starts, "\0\0\0\x18ftypavif"),
      fc.uint8Array({ maxLength: 300 }),
      async (start, rest) => {
        await readOrRefuse(Buffer.concat([Buffer.from(start, "latin1"), rest]));
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it("fails only in the two expected ways when one bit of a file flips", async () => {
    const files = goldens.map(([name]) => name).filter((name) => /images\/[a-z]+-/.test(name));
    const property = fc.asyncProperty(
      fc.constantFrom(...files),
      fc.nat(),
      fc.nat(7),
      async (name, at, bit) => {
        const bytes = Buffer.from(readImage(name));
        bytes[at % bytes.length]! ^= 1 << bit;
        await readOrRefuse(bytes);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});

/** What these files end with is other frames, or less than a twentieth of nothing but trailer. */
const endIsNotNeeded = /gif-animated|tiff-pages|1x1|2x2/;

/** One of our sentences, without anything that a decoder says. */
const isOurs = expect.stringMatching(
  /^(The (JPEG|PNG|GIF|WebP|TIFF|AVIF) file is cut off or damaged \([\d,]+ bytes were sent\)\.|Not an image: .*)$/,
);

async function readOrRefuse(bytes: Uint8Array): Promise<void> {
  const result: unknown = await decode(bytes, limits).catch((error: unknown) => error);
  if (result instanceof GatewayError) {
    expect(["IMAGE_UNREADABLE", "TOO_LARGE"]).toContain(result.code);
    expect(result.message).not.toMatch(/vips|libpng|buffer|seek/i);
  } else {
    const { data, width, height } = result as RawImage;
    expect(data.length).toBe(width * height * 3);
  }
}

/** A header that promises more than the few bytes of pixels behind it. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const parts = [
    ["IHDR", header],
    ["IDAT", deflateSync(Buffer.alloc(1000))],
    ["IEND", Buffer.alloc(0)],
  ] as const;
  const chunks = parts.map(([name, data]) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, check]);
  });
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...chunks]);
}

/** A small GIF whose canvas and first frame claim to be of that size. */
function gif(width: number, height: number): Buffer {
  const bytes = Buffer.from(readImage("pixels/images/gif.gif"));
  const frame = 13 + 3 * 2 ** ((bytes[10]! & 7) + 1);
  expect(bytes[frame]).toBe(0x2c);
  for (const at of [6, frame + 5]) {
    bytes.writeUInt16LE(width, at);
    bytes.writeUInt16LE(height, at + 2);
  }
  return bytes;
}
