/**
 * The colour behind the transparent pixels of a GIF's first frame. The decoder leaves zeros
 * there; the references drop the transparency and see the colour of the palette.
 * Source: the GIF89a specification, sections 18 to 23.
 */
export function hiddenColour(gif: Uint8Array): readonly [number, number, number] {
  let palette = 13;
  let index = 0;
  let at = palette + tableBytes(gif[10]!);
  while (gif[at] === EXTENSION) {
    const isControl = gif[at + 1] === GRAPHIC_CONTROL;
    if (isControl && gif[at + 3]! & 1) {
      index = gif[at + 6]!;
    }
    at += 2;
    while (gif[at]) {
      at += gif[at]! + 1;
    }
    at++;
  }
  if (gif[at] === IMAGE && tableBytes(gif[at + 9]!)) {
    palette = at + 10;
  }
  const [r = 0, g = 0, b = 0] = gif.subarray(palette + index * 3, palette + index * 3 + 3);
  return [r, g, b];
}

/** RGBA to RGB: opaque pixels as they are, the others in one colour. */
export function withoutAlpha(
  rgba: Uint8Array,
  [r, g, b]: readonly [number, number, number],
): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const opaque = rgba[from + 3] !== 0;
    rgb[to] = opaque ? rgba[from]! : r;
    rgb[to + 1] = opaque ? rgba[from + 1]! : g;
    rgb[to + 2] = opaque ? rgba[from + 2]! : b;
  }
  return rgb;
}

const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;
const IMAGE = 0x2c;

/** Length of the colour table that a flags byte announces. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
