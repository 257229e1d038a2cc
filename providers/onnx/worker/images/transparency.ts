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

/** RGBA pixels as RGB, in the same memory, and their alpha, where it is not that of opaque pixels. */
export function apart(rgba: Uint8Array): { data: Uint8Array; alpha?: Uint8Array } {
  const alpha = new Uint8Array(rgba.length / 4);
  let least = 255;
  for (let i = 0, from = 0, to = 0; i < alpha.length; i++, from += 4, to += 3) {
    rgba[to] = rgba[from]!;
    rgba[to + 1] = rgba[from + 1]!;
    rgba[to + 2] = rgba[from + 2]!;
    const own = rgba[from + 3]!;
    alpha[i] = own;
    least = Math.min(least, own);
  }
  const data = rgba.subarray(0, alpha.length * 3);
  return least === 255 ? { data } : { data, alpha };
}

/** Colours times alpha, into memory for them. Source: Pillow 13, src/libImaging/Convert.c, rgbA2rgba. */
export function weighed(rgb: Uint8Array, alpha: Uint8Array, into: Uint8Array): Uint8Array {
  for (let i = 0, at = 0; i < alpha.length; i++) {
    const own = alpha[i]!;
    for (let channel = 0; channel < 3; channel++, at++) {
      const product = rgb[at]! * own + 128;
      into[at] = ((product >> 8) + product) >> 8;
    }
  }
  return into;
}

/** An image that has its alpha in the place of all three colours, into memory for it. */
export function alphaAsColours(alpha: Uint8Array, into: Uint8Array): Uint8Array {
  for (let i = 0, at = 0; i < alpha.length; i++, at += 3) {
    into[at] = into[at + 1] = into[at + 2] = alpha[i]!;
  }
  return into;
}

/** Weighed colours as they were. Source: Pillow 13, src/libImaging/Convert.c, rgba2rgbA. */
export function unweighed(colours: Uint8Array, alphas: Uint8Array): Uint8Array {
  return colours.map((colour, i) => {
    const alpha = alphas[i]!;
    return alpha === 0 ? colour : Math.min(255, Math.trunc((255 * colour) / alpha));
  });
}
