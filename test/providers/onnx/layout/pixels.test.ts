import { describe, expect, test } from "vitest";
import { clip, read } from "./layouts.ts";

describe("Older and newer image processors", () => {
  const pixels = async (change: object) => {
    const processor = { ...(clip["preprocessor_config.json"] as object), ...change };
    return (await read({ ...clip, "preprocessor_config.json": processor })).image?.pixels;
  };

  test("state sizes as plain numbers", async () => {
    expect(await pixels({ size: 240, crop_size: 224 })).toMatchObject({
      resize: "shortest",
      size: 240,
      crop: 224,
    });
    expect(await pixels({ size: 224, crop_size: null, do_center_crop: false })).toMatchObject({
      resize: "squash",
      size: 224,
    });
  });

  test("state the edges they do not use as null", async () => {
    const size = { shortest_edge: null, height: 260, width: 260 };
    expect(await pixels({ size, do_center_crop: false })).toMatchObject({
      resize: "squash",
      size: 260,
    });
  });

  test("may crop what they squashed", async () => {
    const squashed = { size: { height: 256, width: 256 } };
    expect(await pixels({ ...squashed, crop_size: 224 })).toMatchObject({ size: 256, crop: 224 });
    expect((await pixels({ ...squashed, crop_size: 256 }))?.crop).toBeUndefined();
  });

  test("may leave the scale of the pixels or their mean alone", async () => {
    const unscaled = await pixels({ do_rescale: false, image_mean: [127.5, 0, 255] });
    expect(unscaled?.mean).toEqual([0.5, 0, 1]);
    expect(await pixels({ do_normalize: false })).toMatchObject({
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
  });

  test("may be bilinear", async () => {
    expect(await pixels({ resample: 2 })).toMatchObject({ interpolation: "bilinear" });
    expect(await pixels({ resample: 3 })).not.toHaveProperty("interpolation");
  });

  test("may be part of processor_config.json", async () => {
    const { "preprocessor_config.json": image_processor, ...rest } = clip;
    const towers = await read({ ...rest, "processor_config.json": { image_processor } });
    expect(towers.image?.pixels).toMatchObject({ resize: "shortest", crop: 224 });
  });

  test.each([
    [{ resample: 1 }, /resample is 1: only bilinear \(2\) and bicubic \(3\)/],
    [{ size: { height: 224, width: 112 } }, /size is 224x112: only squares/],
    [{ image_mean: [0.5] }, /image_mean: expected three numbers/],
    [{ size: { shortest_edge: 224 }, do_center_crop: false }, /crop_size: expected/],
    [{ size: "large" }, /preprocessor_config\.json that cannot be used: size/],
  ])("are refused where they ask for what is not done: %j", async (change, message) => {
    await expect(pixels(change)).rejects.toThrow(message);
  });
});
