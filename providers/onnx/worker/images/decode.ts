import sharp from "sharp";
import { GatewayError } from "../../../../models/errors.ts";
import { isMemoryShortage, memoryShortage } from "../../../memory-shortage.ts";
import { cmykToRgb } from "./cmyk.ts";
import { hiddenColour, withoutAlpha } from "./gif-transparency.ts";
import { type ImageFormat, imageFormat, unreadable } from "./image-format.ts";
import { apart, onWhite } from "./transparency.ts";
import type { PixelSpec } from "../../towers.ts";

/** Pixels in rows from the top left, three bytes each: red, green, blue. */
export interface RawImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** One byte a pixel, where scaling weighs the colours by it. */
  readonly alpha?: Uint8Array;
}

export interface DecodeOptions extends Pick<PixelSpec, "alpha"> {
  /** Width times height, read from the header before anything is decoded. */
  readonly maxPixels: number;
  /**
   * Turn a photo as its EXIF orientation says, as people see it. `false` does as the reference
   * implementations do, which ignore it.
   */
  readonly upright?: boolean;
}

/** An image whose header was read. */
export interface OpenImage {
  /** Width times height: what decoding it takes of memory and time. */
  readonly pixels: number;
  /** @throws GatewayError IMAGE_UNREADABLE; PROVIDER_FAILED where there is no memory for it */
  decode(): Promise<RawImage>;
}

/** @throws GatewayError IMAGE_UNREADABLE, TOO_LARGE, PROVIDER_FAILED */
export async function decode(bytes: Uint8Array, options: DecodeOptions): Promise<RawImage> {
  return (await openImage(bytes, options)).decode();
}

/**
 * The first frame of an image file, byte for byte what Pillow's `convert("RGB")` gives, on white
 * or not; colour profiles are ignored. Meant for a process that may die: the file is a stranger's.
 *
 * @throws GatewayError IMAGE_UNREADABLE, TOO_LARGE, PROVIDER_FAILED
 */
export async function openImage(
  bytes: Uint8Array,
  { maxPixels, upright = true, alpha }: DecodeOptions,
): Promise<OpenImage> {
  const format = imageFormat(bytes);
  const header = await sharp(bytes, { limitInputPixels: false }).metadata().catch(broken);
  checkSize(header.width, header.height, maxPixels);

  const cmyk = header.space === "cmyk";
  // A colour that a palette or a grey or RGB file calls transparent does not weigh when scaled.
  const weighs = hasAlphaChannel(format, bytes);
  const keepsAlpha = header.hasAlpha && !cmyk && (alpha === "white" || weighs || format === "GIF");
  let pipeline = sharp(bytes, {
    ignoreIcc: true,
    // Fails on what makes Pillow fail; the default also refuses files that every viewer shows.
    failOn: "error",
    limitInputPixels: maxPixels,
    // Pillow turns TIFF by itself, and no other format.
    autoOrient: (upright || format === "TIFF") && (header.orientation ?? 1) > 1,
  });
  if (!keepsAlpha) {
    pipeline = pipeline.removeAlpha();
  }
  pipeline = cmyk
    ? pipeline.pipelineColourspace("cmyk").toColourspace("cmyk")
    : pipeline.toColourspace("srgb");
  return { pixels: header.width * header.height, decode: decodePixels };

  async function decodePixels(): Promise<RawImage> {
    const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true }).catch(broken);
    const { width, height } = info;
    if (cmyk) {
      return { data: cmykToRgb(data), width, height };
    }
    if (!keepsAlpha) {
      return { data, width, height };
    }
    if (alpha === "white") {
      return { data: onWhite(data), width, height };
    }
    return weighs
      ? { ...apart(data), width, height }
      : { data: withoutAlpha(data, hiddenColour(bytes)), width, height };
  }

  function broken(cause: unknown): never {
    if (isMemoryShortage(cause)) {
      throw memoryShortage(cause);
    }
    const sent = bytes.length.toLocaleString("en-US");
    throw unreadable(`The ${format} file is cut off or damaged (${sent} bytes were sent).`, cause);
  }
}

/** Of a file that has transparency: whether every pixel states its own. */
function hasAlphaChannel(format: ImageFormat, bytes: Uint8Array): boolean {
  return format === "PNG" ? (bytes[pngColourType]! & 4) !== 0 : format !== "GIF";
}

/** Where a PNG's header says which channels it has. */
const pngColourType = 25;

/** The resize needs memory by the longer side, whatever the area. JPEG and GIF end here too. */
const MAX_SIDE = 65_535;

function checkSize(width: number, height: number, maxPixels: number): void {
  const pixels = width * height;
  const [size, count, limit] = [`${width} × ${height}`, show(pixels), show(maxPixels)];
  if (pixels > maxPixels) {
    throw new GatewayError(
      "TOO_LARGE",
      `The image is ${size} = ${count} pixels; MAX_IMAGE_PIXELS is ${limit}. Send a smaller one.`,
    );
  }
  if (Math.max(width, height) > MAX_SIDE) {
    throw new GatewayError(
      "TOO_LARGE",
      `The image is ${size} pixels; a side may have ${show(MAX_SIDE)}. Send a smaller one.`,
    );
  }
}

function show(count: number): string {
  return count.toLocaleString("en-US");
}

// One image at a time on one thread: others are decoded beside it, and none comes back soon.
sharp.cache(false);
sharp.concurrency(1);
// Only these loaders may run in this process, whatever a file's bytes make libvips think.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Jpeg", "Png", "Nsgif", "Webp", "Tiff", "Heif"].map(
    (name) => `VipsForeignLoad${name}Buffer`,
  ),
});
