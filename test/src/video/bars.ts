import sharp from "sharp";

/** The number of a frame of `numbered` (clips.ts): what its bars say. */
export async function numberOf(png: Uint8Array): Promise<number> {
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
  const row = Math.floor(info.height / 2) * info.width;
  const isLight = (bar: number) => data[row + Math.floor(((bar + 0.5) * info.width) / 10)]! > 128;
  return Array.from({ length: 10 }, (_, bar) => (isLight(bar) ? 2 ** bar : 0)).reduce(
    (a, b) => a + b,
  );
}
