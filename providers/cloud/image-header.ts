/** Where an image's header says so, in pixels. */
export interface ImageHeader {
  readonly mime: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Format and size of a JPEG, PNG, GIF, WebP or BMP file by its first bytes, without decoding
 * anything; undefined for other formats and for headers that are cut or make no sense.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { mime, magic, size } of formats) {
    if (!magic.test(String.fromCharCode(...bytes.subarray(0, 16)))) {
      continue;
    }
    try {
      const [width, height] = size(view);
      return width > 0 && height > 0 ? { mime, width, height } : undefined;
    } catch {
      return undefined; // a RangeError: the file ends within its header
    }
  }
}

type Size = readonly [width: number, height: number];

const formats: readonly { mime: string; magic: RegExp; size: (view: DataView) => Size }[] = [
  { mime: "image/jpeg", magic: /^\xff\xd8\xff/, size: jpegSize },
  {
    mime: "image/png",
    magic: /^\x89PNG\r\n\x1a\n....IHDR/s,
    size: (view) => [view.getUint32(16), view.getUint32(20)],
  },
  {
    mime: "image/gif",
    magic: /^GIF8[79]a/,
    size: (view) => [view.getUint16(6, true), view.getUint16(8, true)],
  },
  { mime: "image/webp", magic: /^RIFF....WEBPVP8[ LX]/s, size: webpSize },
  {
    mime: "image/bmp",
    magic: /^BM.{8}\0\0/s,
    size: (view) => [view.getInt32(18, true), Math.abs(view.getInt32(22, true))],
  },
];

/** Walks the segments to the frame header (SOF0 to SOF15), as ITU T.81 B.1.1 orders them. */
function jpegSize(view: DataView): Size {
  let at = 2;
  for (let steps = 0; steps < 10_000; steps++) {
    const marker = view.getUint16(at);
    if (marker < 0xff01) {
      throw new RangeError("not a marker");
    }
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf;
    // DHT, JPG and DAC have numbers of the same range.
    if (isFrame && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) {
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    }
    // A marker may be preceded by any number of fill bytes 0xff.
    at += marker === 0xffff ? 1 : 2 + Math.max(2, view.getUint16(at + 2));
  }
  throw new RangeError("no frame header in sight");
}

/** Lossy, lossless and extended files: https://developers.google.com/speed/webp/docs/riff_container */
function webpSize(view: DataView): Size {
  const kind = String.fromCharCode(view.getUint8(15));
  if (kind === " ") {
    return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  }
  if (kind === "L") {
    const bits = view.getUint32(21, true);
    return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
  }
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  return [uint24(24) + 1, uint24(27) + 1];
}
