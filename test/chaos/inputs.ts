import { crc32 } from "node:zlib";
import sharp from "sharp";
import type { Random } from "./random.ts";

/** An image that models read, and where `files.ts` serves it. */
export interface GoodImage {
  readonly id: string;
  readonly bytes: Buffer;
  readonly base64: string;
}

/** An image that is refused with one of these codes. */
export interface PoisonedImage {
  readonly name: string;
  readonly refused: readonly string[];
  readonly bytes: Buffer;
  readonly base64: string;
}

const nouns =
  "cat dog tree house river car phone bread king storm piano desert ship robot garden mountain child doctor clock window".split(
    " ",
  );
const verbs = "eats sees paints fears builds breaks follows sells carries hides".split(" ");

/** Different texts of one to eight words; the first are odd ones. */
export function makeTexts(random: Random, count: number): string[] {
  const texts = new Set(["", "x", "一只可爱的猫 😀", "Σίσυφος שלום مرحبا", "long ".repeat(200)]);
  while (texts.size < count) {
    const words = Array.from({ length: random.between(1, 8) }, () =>
      random.pick(random.chance(0.7) ? nouns : verbs),
    );
    texts.add(words.join(" "));
  }
  return [...texts];
}

const formats = ["jpeg", "png", "webp", "gif", "avif", "tiff"] as const;

/** Coloured blots in all formats. */
export function makeImages(random: Random, count: number): Promise<GoodImage[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const side = random.between(1, 4);
      const pixels = Buffer.from(
        Array.from({ length: side * side * 3 }, () => 255 * random.between(0, 1)),
      );
      const bytes = await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
        .resize(random.between(32, 96), random.between(32, 96), { fit: "fill", kernel: "nearest" })
        .toFormat(formats[i % formats.length]!)
        .toBuffer();
      return { id: `image-${i}`, bytes, base64: bytes.toString("base64") };
    }),
  );
}

export async function makePoisonedImages(): Promise<PoisonedImage[]> {
  const small = sharp({ create: { width: 64, height: 48, channels: 3, background: "teal" } });
  const [jpeg, png, avif] = await Promise.all([
    small.clone().jpeg().toBuffer(),
    small.clone().png().toBuffer(),
    small.clone().avif().toBuffer(),
  ]);
  const unreadable = ["IMAGE_UNREADABLE"];
  const images = [
    { name: "half a JPEG", refused: unreadable, bytes: jpeg.subarray(0, jpeg.length >> 1) },
    { name: "a text", refused: unreadable, bytes: Buffer.from("hello, I am no image") },
    { name: "an SVG", refused: unreadable, bytes: Buffer.from("<svg xmlns='x'><image/></svg>") },
    { name: "nothing", refused: unreadable, bytes: Buffer.alloc(0) },
    { name: "a huge PNG", refused: ["TOO_LARGE"], bytes: hugePng(png) },
    // libavif may notice before we do that the picture inside is smaller.
    { name: "a huge AVIF", refused: ["TOO_LARGE", ...unreadable], bytes: hugeAvif(avif) },
  ];
  return images.map((image) => ({ ...image, base64: image.bytes.toString("base64") }));
}

/** Says that it is 30,000 × 30,000 pixels. */
function hugePng(small: Buffer): Buffer {
  const png = Buffer.from(small);
  png.writeUInt32BE(30_000, 16);
  png.writeUInt32BE(30_000, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

function hugeAvif(small: Buffer): Buffer {
  const avif = Buffer.from(small);
  const size = avif.indexOf("ispe") + 8;
  avif.writeUInt32BE(60_000, size);
  avif.writeUInt32BE(60_000, size + 4);
  return avif;
}
