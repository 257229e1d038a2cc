/**
 * Four bytes of ink a pixel to three of light, without a colour profile, as Pillow does it.
 * Source: Pillow 13, src/libImaging/Convert.c, cmyk2rgb.
 */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
    const light = 255 - cmyk[from + 3]!;
    rgb[to] = light - product(cmyk[from]!, light);
    rgb[to + 1] = light - product(cmyk[from + 1]!, light);
    rgb[to + 2] = light - product(cmyk[from + 2]!, light);
  }
  return rgb;
}

/** a * b / 255, rounded. */
function product(a: number, b: number): number {
  const t = a * b + 128;
  return ((t >> 8) + t) >> 8;
}
