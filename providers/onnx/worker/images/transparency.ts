/**
 * RGBA pixels to RGB, in the same memory, on white.
 * Source: Pillow 13, src/libImaging/AlphaComposite.c, on a background without transparency.
 */
export function onWhite(rgba: Uint8Array): Uint8Array {
  const length = (rgba.length / 4) * 3;
  for (let from = 0, to = 0; to < length; from += 4, to += 3) {
    const alpha = rgba[from + 3]!;
    const white = 255 * (255 - alpha);
    for (let channel = 0; channel < 3; channel++) {
      const sum = (rgba[from + channel]! * alpha + white + 128) * 128;
      rgba[to + channel] = ((sum >> 8) + sum) >> 15;
    }
  }
  return rgba.subarray(0, length);
}

/** RGBA pixels as RGB, in the same memory, and their alpha. */
export function apart(rgba: Uint8Array): { data: Uint8Array; alpha: Uint8Array } {
  const alpha = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < alpha.length; i++) {
    alpha[i] = rgba[i * 4 + 3]!;
    rgba.copyWithin(i * 3, i * 4, i * 4 + 3);
  }
  return { data: rgba.subarray(0, alpha.length * 3), alpha };
}

/** Colours times alpha. Source: Pillow 13, src/libImaging/Convert.c, rgbA2rgba. */
export function weighed(rgb: Uint8Array, alpha: Uint8Array): Uint8Array {
  const result = new Uint8Array(rgb.length);
  for (let i = 0; i < rgb.length; i++) {
    const product = rgb[i]! * alpha[Math.trunc(i / 3)]! + 128;
    result[i] = ((product >> 8) + product) >> 8;
  }
  return result;
}

/** An image that has its alpha in the place of all three colours. */
export function alphaAsColours(alpha: Uint8Array): Uint8Array {
  const result = new Uint8Array(alpha.length * 3);
  for (let i = 0; i < result.length; i++) {
    result[i] = alpha[Math.trunc(i / 3)]!;
  }
  return result;
}

/** Weighed colours as they were. Source: Pillow 13, src/libImaging/Convert.c, rgba2rgbA. */
export function unweighed(colours: Uint8Array, alphas: Uint8Array): Uint8Array {
  return colours.map((colour, i) => {
    const alpha = alphas[i]!;
    return alpha === 0 ? colour : Math.min(255, Math.trunc((255 * colour) / alpha));
  });
}
