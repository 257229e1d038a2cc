import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { readImageHeader } from "../../../providers/cloud/image-header.ts";

const sizes = [
  [1, 1],
  [60, 40],
  [301, 7],
  [2000, 3],
] as const;
const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
const canvas = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "teal", noise } });

test("the size of every format is what a decoder says", async () => {
  for (const [width, height] of sizes) {
    const image = () => canvas(width, height);
    const files: [string, Buffer][] = [
      ["image/jpeg", await image().jpeg().toBuffer()],
      ["image/jpeg", await image().jpeg({ progressive: true }).toBuffer()],
      ["image/jpeg", await image().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
      ["image/png", await image().png().toBuffer()],
      ["image/png", await image().png({ palette: true }).toBuffer()],
      ["image/gif", await image().gif().toBuffer()],
      ["image/webp", await image().webp().toBuffer()],
      ["image/webp", await image().webp({ lossless: true }).toBuffer()],
      ["image/webp", await image().withMetadata({ orientation: 6 }).webp().toBuffer()],
    ];
    for (const [mime, file] of files) {
      expect(readImageHeader(file), `${mime} of ${width} × ${height}`).toEqual({
        mime,
        width,
        height,
      });
    }
  }
});

test("a bitmap's height may be negative, which means upside down", () => {
  const bitmap = Buffer.alloc(54);
  bitmap.write("BM");
  bitmap.writeInt32LE(640, 18);
  bitmap.writeInt32LE(-480, 22);
  expect(readImageHeader(bitmap)).toEqual({ mime: "image/bmp", width: 640, height: 480 });
});

test("other formats and broken headers have none", async () => {
  expect(readImageHeader(await canvas(9, 9).avif().toBuffer())).toBeUndefined();
  expect(readImageHeader(await canvas(9, 9).tiff().toBuffer())).toBeUndefined();
  expect(readImageHeader(new Uint8Array())).toBeUndefined();
  expect(readImageHeader((await canvas(9, 9).png().toBuffer()).subarray(0, 18))).toBeUndefined();
  expect(readImageHeader(Buffer.concat([jpegStart, Buffer.alloc(100_000, 0xff)]))).toBeUndefined();
});

const jpegStart = Buffer.from([0xff, 0xd8, 0xff]);
const starts = [jpegStart, Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.from("GIF89a")];

test("arbitrary bytes never throw", () => {
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
      const header = readImageHeader(Buffer.concat([start, rest]));
      if (header) {
        expect(header.width * header.height).toBeGreaterThan(0);
      }
    }),
  );
});
