import type { RawImage } from "./decode.ts";
import { resample } from "./resample.ts";
import { coefficients } from "./resize-coefficients.ts";
import { alphaAsColours, unweighed, weighed } from "./transparency.ts";
import type { PixelSpec } from "../../towers.ts";

export type ResizeSpec = Pick<
  PixelSpec,
  "resize" | "interpolation" | "size" | "crop" | "cropRounding"
>;

/**
 * The image scaled and cropped to a square of `crop ?? size` pixels a side, as RGB bytes, equal
 * to Pillow 13's. Computes only what the crop shows; where the crop is larger, the rest is zero.
 * Sources: transformers get_resize_output_image_size and center_crop, torchvision center_crop;
 * Pillow's Image.resize, which weighs colours by their alpha.
 */
export function resize(image: RawImage, spec: ResizeSpec): Uint8Array {
  const { data, alpha, width, height } = image;
  const target = targetSize(image, spec);
  if (!alpha || (width === target.width && height === target.height)) {
    return resizeColours(image, target, spec);
  }
  // One after the other in the same memory, which may be 150 MB.
  const scratch = new Uint8Array(data.length);
  const scaled = (data: Uint8Array) => resizeColours({ data, width, height }, target, spec);
  const colours = scaled(weighed(data, alpha, scratch));
  return unweighed(colours, scaled(alphaAsColours(alpha, scratch)));
}

function resizeColours(image: RawImage, target: Size, spec: ResizeSpec): Uint8Array {
  const side = spec.crop ?? spec.size;
  const x = visible(target.width, side, spec.cropRounding);
  const y = visible(target.height, side, spec.cropRounding);
  const columns = coefficients(image.width, target.width, x.from, x.to, spec.interpolation);
  const rows = coefficients(image.height, target.height, y.from, y.to, spec.interpolation);
  // Where that is less work, says Pillow 13; before 12.2 x was first always.
  const fewerRows = image.height - target.height;
  const yFirst = fewerRows > 0 && fewerRows > (image.width - target.width) * 2;
  const bytes = resample(image, columns, rows, yFirst);

  const width = x.to - x.from;
  const height = y.to - y.from;
  if (width === side && height === side) {
    return bytes;
  }
  const padded = new Uint8Array(side * side * 3);
  for (let row = 0; row < height; row++) {
    const line = bytes.subarray(row * width * 3, (row + 1) * width * 3);
    padded.set(line, ((row + y.blank) * side + x.blank) * 3);
  }
  return padded;
}

type Size = Pick<RawImage, "width" | "height">;

/** The longer side is cut down to an integer, not rounded: Python's `int()`. */
function targetSize({ width, height }: Size, { resize, size }: ResizeSpec): Size {
  if (resize === "squash") {
    return { width: size, height: size };
  }
  return width <= height
    ? { width: size, height: Math.trunc((size * height) / width) }
    : { width: Math.trunc((size * width) / height), height: size };
}

/** The positions of an axis that the crop shows, and how many blank ones come before them. */
function visible(length: number, crop: number, rounding: ResizeSpec["cropRounding"] = "down") {
  const offset = (rounding === "down" ? Math.floor : nearestEven)((length - crop) / 2);
  const from = Math.max(offset, 0);
  return { from, to: Math.min(offset + crop, length), blank: from - offset };
}

/** torchvision's way: half a pixel goes to the even number, and blank margins are cut down. */
function nearestEven(half: number): number {
  if (half < 0) {
    return Math.ceil(half);
  }
  const low = Math.floor(half);
  return half > low && low % 2 === 1 ? low + 1 : low;
}
