import { z } from "zod";
import type { Directory } from "./directory.ts";
import { defaultMean, defaultStd, findPreprocessCfg, type PreprocessCfg } from "./open-clip.ts";
import type { Interpolation, PixelSpec } from "../towers.ts";

const Side = z.number().int().positive();
const Size = z.union([
  Side,
  z.looseObject({
    shortest_edge: Side.nullish(),
    height: Side.nullish(),
    width: Side.nullish(),
  }),
]);
const Processor = z.looseObject({
  do_resize: z.boolean().nullish(),
  size: Size.nullish(),
  resample: z.number().nullish(),
  do_center_crop: z.boolean().nullish(),
  crop_size: Size.nullish(),
  do_rescale: z.boolean().nullish(),
  rescale_factor: z.number().positive().nullish(),
  do_normalize: z.boolean().nullish(),
  image_mean: z.union([z.number(), z.array(z.number())]).nullish(),
  image_std: z.union([z.number(), z.array(z.number())]).nullish(),
});
type Processor = z.infer<typeof Processor>;

/**
 * The steps from image to tensor, from whichever file describes them. Beside open_clip's own
 * description a preprocessor_config.json is a translation, for other tools.
 *
 * @throws GatewayError
 */
export async function readPixels(directory: Directory): Promise<PixelSpec> {
  const cfg = await findPreprocessCfg(directory);
  if (cfg) {
    return fromOpenClip(cfg, (problem) => directory.wrong("preprocess_cfg.json", problem));
  }
  const processor =
    (await directory.json("preprocessor_config.json", Processor)) ??
    (await directory.json("processor_config.json", z.looseObject({ image_processor: Processor })))
      ?.image_processor;
  if (processor) {
    return fromProcessor(processor, (problem) =>
      directory.wrong("preprocessor_config.json", problem),
    );
  }
  throw directory.lacks("preprocessor_config.json", "size, mean and std of the images");
}

type Wrong = (problem: string) => Error;
/** Pillow's numbers. */
const resampling: Readonly<Record<number, Interpolation>> = { 2: "bilinear", 3: "bicubic" };

function fromProcessor(processor: Processor, wrong: Wrong): PixelSpec {
  const { size, resample, crop_size: cropSize } = processor;
  if (processor.do_resize === false || !size) {
    throw wrong("size: expected the size to resize to");
  }
  const interpolation = resampling[resample ?? 3];
  if (!interpolation) {
    throw wrong(`resample is ${resample}: only bilinear (2) and bicubic (3) are supported`);
  }
  // Where pixels are not scaled to 0…1 first, mean and std are in units of other pixels.
  const factor = processor.do_rescale === false ? 1 : (processor.rescale_factor ?? 1 / 255);
  const unit = Math.abs(factor * 255 - 1) < 1e-6 ? 1 : factor * 255;
  const plain = processor.do_normalize === false;
  const mean = channels("image_mean", plain ? 0 : processor.image_mean, wrong);
  const std = channels("image_std", plain ? 1 : processor.image_std, wrong);
  const cropped = processor.do_center_crop ?? Boolean(cropSize);
  const shortest =
    typeof size === "number" ? (cropped ? size : undefined) : (size.shortest_edge ?? undefined);
  const crop = cropped && cropSize ? square("crop_size", cropSize, wrong) : undefined;
  if (shortest !== undefined && crop === undefined) {
    throw wrong("crop_size: expected the side of the centre crop, since size is a shortest_edge");
  }
  const side = shortest ?? square("size", size, wrong);
  return {
    alpha: "white",
    resize: shortest === undefined ? "squash" : "shortest",
    ...named(interpolation),
    size: side,
    ...(crop !== undefined && (shortest !== undefined || crop !== side) && { crop }),
    mean: scaled(mean, 1 / unit),
    std: scaled(std, 1 / unit),
  };
}

function fromOpenClip(cfg: PreprocessCfg, wrong: Wrong): PixelSpec {
  const { size = 224, interpolation = "bicubic", resize_mode: mode = "shortest" } = cfg;
  const [height = 0, width = height] = typeof size === "number" ? [size] : size;
  if (height !== width) {
    throw wrong(`size is ${height}x${width}: only squares are supported`);
  }
  if (interpolation !== "bicubic" && interpolation !== "bilinear") {
    throw wrong(`interpolation is "${interpolation}": only bilinear and bicubic are supported`);
  }
  if (mode !== "shortest" && mode !== "squash") {
    throw wrong(`resize_mode is "${mode}": expected shortest or squash`);
  }
  return {
    alpha: "drop",
    resize: mode,
    ...named(interpolation),
    size: height,
    ...(mode === "shortest" && { crop: height, cropRounding: "even" as const }),
    mean: channels("mean", cfg.mean ?? defaultMean, wrong),
    std: channels("std", cfg.std ?? defaultStd, wrong),
  };
}

/** Bicubic goes without saying. */
function named(interpolation: Interpolation): Pick<PixelSpec, "interpolation"> {
  return interpolation === "bicubic" ? {} : { interpolation };
}

type Channels = readonly [number, number, number];

function channels(
  field: string,
  value: number | number[] | null | undefined,
  wrong: Wrong,
): Channels {
  const [red, green, blue] = typeof value === "number" ? [value, value, value] : (value ?? []);
  if (red === undefined || green === undefined || blue === undefined) {
    throw wrong(`${field}: expected three numbers`);
  }
  return [red, green, blue];
}

function scaled([red, green, blue]: Channels, factor: number): Channels {
  return factor === 1 ? [red, green, blue] : [red * factor, green * factor, blue * factor];
}

function square(field: string, size: z.infer<typeof Size>, wrong: Wrong): number {
  if (typeof size === "number") {
    return size;
  }
  const { height, width, shortest_edge: edge } = size;
  const side = height ?? edge;
  if (!side || (width ?? side) !== side) {
    throw wrong(`${field} is ${height}x${width}: only squares are supported`);
  }
  return side;
}
