import { fileTypeFromBuffer } from "file-type";
import sharp from "sharp";
import type { ErrorCode } from "../../models/errors.ts";
import { isMemoryShortage, memoryShortage } from "../memory-shortage.ts";

/** The child process of converter.ts: decodes and re-encodes images, one reply per request. */

export interface ConvertRequest {
  readonly bytes: Uint8Array;
  /** Of the result. */
  readonly outputPixels: number;
  /** Of the result's longer side. */
  readonly outputSide?: number | undefined;
  /** Of the original. */
  readonly maxPixels: number;
}

export type ConvertReply =
  | { readonly bytes: Uint8Array; readonly mime: string }
  | { readonly code: ErrorCode; readonly message: string };

// Only these; SVG, PDF and other formats that can load further files stay shut.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif"].map(
    (f) => `VipsForeignLoad${f}Buffer`,
  ),
});
sharp.cache(false);
sharp.concurrency(1);

process.on("disconnect", () => process.exit());
process.on("message", (request: ConvertRequest) => {
  void answer(request).then((reply) => process.send!(reply));
});
process.send!("ready");

async function answer(request: ConvertRequest): Promise<ConvertReply> {
  try {
    return await convert(request);
  } catch (error) {
    if (/exceeds pixel limit/i.test(String(error))) {
      return {
        code: "TOO_LARGE",
        message:
          `The image has more than ${request.maxPixels} pixels, the limit (MAX_IMAGE_PIXELS). ` +
          "Scale it down.",
      };
    }
    if (isMemoryShortage(error)) {
      const { code, message } = memoryShortage(error);
      return { code, message };
    }
    const format = await fileTypeFromBuffer(request.bytes).catch(() => undefined);
    return {
      code: "IMAGE_UNREADABLE",
      message: `The ${format?.ext.toUpperCase() ?? "data"} cannot be read as an image; send JPEG, PNG, WebP, GIF, TIFF or AVIF.`,
    };
  }
}

/**
 * The first frame, upright or not as it was: services see the orientation tag of a converted image
 * just as that of one sent as it is. On white: JPEG has no transparency, and would show black.
 */
async function convert(request: ConvertRequest): Promise<ConvertReply> {
  const { bytes, outputPixels, outputSide = Infinity, maxPixels } = request;
  const image = sharp(bytes, { limitInputPixels: maxPixels, failOn: "error" });
  const { width, height } = await image.metadata();
  const side = Math.min(1, outputSide / Math.max(width, height));
  const pixels = Math.min(outputPixels, width * height * side ** 2);
  const fitted =
    width * height <= pixels
      ? image
      : image.resize({ ...scaled(width, height, pixels), fit: "fill" });
  const opaque = fitted.flatten({ background: "white" }).toColourspace("srgb").keepExif();
  return {
    bytes: await opaque.jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer(),
    mime: "image/jpeg",
  };
}

/** In its proportions as far as a side of one pixel allows. */
function scaled(width: number, height: number, pixels: number): { width: number; height: number } {
  const scale = Math.sqrt(pixels / (width * height));
  const shorter = Math.max(1, Math.floor(Math.min(width, height) * scale));
  const longer = Math.min(
    Math.floor(Math.max(width, height) * scale),
    Math.floor(pixels / shorter),
  );
  return width < height ? { width: shorter, height: longer } : { width: longer, height: shorter };
}
