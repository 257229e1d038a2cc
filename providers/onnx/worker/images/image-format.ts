import { GatewayError } from "../../../../models/errors.ts";

export type ImageFormat = "JPEG" | "PNG" | "GIF" | "WebP" | "TIFF" | "AVIF";

/**
 * What kind of image the first bytes say this is; names and media types are not trusted.
 *
 * @throws GatewayError IMAGE_UNREADABLE for anything but the six kinds, naming what it is instead
 */
export function imageFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) {
    throw unreadable("The image is empty: 0 bytes were sent.");
  }
  const head = Buffer.from(bytes.subarray(0, 256)).toString("latin1");
  const known = accepted.find(([, pattern]) => pattern.test(head));
  if (known) {
    return known[0];
  }
  const other = refused.find(([, pattern]) => pattern.test(head));
  if (other) {
    throw unreadable(`${other[0]} not supported; ${advice}`);
  }
  const start = Buffer.from(bytes.subarray(0, 4))
    .toString("hex")
    .replace(/..(?=.)/g, "$& ");
  throw unreadable(`Not an image: the file starts with the bytes ${start}; ${advice}`);
}

export function unreadable(message: string, cause?: unknown): GatewayError {
  return new GatewayError("IMAGE_UNREADABLE", message, { cause });
}

const advice = "send JPEG, PNG, WebP, GIF, AVIF or TIFF.";

/* Bytes as Latin-1 characters. An AVIF file says so among the first brands of its first box. */
const accepted: readonly (readonly [ImageFormat, RegExp])[] = [
  ["JPEG", /^\xff\xd8\xff/],
  ["PNG", /^\x89PNG\r\n\x1a\n/],
  ["GIF", /^GIF8[79]a/],
  ["WebP", /^RIFF[^]{4}WEBP/],
  ["TIFF", /^(?:II[*+]\0|MM\0[*+])/],
  ["AVIF", /^[^]{4}ftyp(?:[^]{4})*?avi[fs]/],
];

const refused: readonly (readonly [string, RegExp])[] = [
  ["BMP is", /^BM/],
  ["HEIC is", /^[^]{4}ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1)/],
  ["Video is", /^(?:[^]{4}ftyp|\x1a\x45\xdf\xa3|RIFF[^]{4}AVI )/],
  ["JPEG XL is", /^(?:\xff\x0a|\0\0\0\x0cJXL )/],
  ["JPEG 2000 is", /^(?:\0\0\0\x0cjP |\xff\x4f\xff\x51)/],
  ["PDF is", /^%PDF/],
  ["ICO is", /^\0\0\x01\0/],
  ["PSD is", /^8BPS/],
  ["An archive is", /^(?:PK\x03\x04|\x1f\x8b|7z\xbc\xaf|Rar!)/],
  ["SVG is", /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^]*)?<(?:!--|svg|!DOCTYPE svg)/i],
  ["A web page (HTML) is", /^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)/i],
  ["XML is", /^(?:\xef\xbb\xbf)?\s*<\?xml/],
];
