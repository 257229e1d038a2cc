import { decodeHTML, decodeHTMLStrict } from "entities";
import { encodings } from "./tables.ts";

/** Python's `html.unescape`: references with and without semicolon, as browsers read them. */
export function unescapeHtml(text: string): string {
  if (!text.includes("&")) {
    return text;
  }
  return text.replace(reference, (whole, name: string) =>
    name.startsWith("#") ? fromNumber(name) : decodeHTML(whole),
  );
}

/**
 * ftfy's `unescape_html`: only references that end in a semicolon, and those all in capitals
 * that have no meaning of their own (`&EACUTE;`).
 */
export function unescapeClearHtml(text: string): string {
  if (!text.includes("&")) {
    return text;
  }
  return text.replace(/&#?[0-9A-Za-z]{1,24};/g, (whole) => {
    if (whole.startsWith("&#")) {
      const unescaped = unescapeHtml(whole);
      return unescaped.includes(";") ? whole : unescaped;
    }
    const decoded = decodeHTMLStrict(whole);
    if (decoded !== whole) {
      return decoded;
    }
    if (whole !== whole.toUpperCase() || decodeHTML(whole) !== whole) {
      return whole;
    }
    const lower = whole.toLowerCase();
    const small = decodeHTMLStrict(lower);
    return small === lower ? whole : small.toUpperCase();
  });
}

const reference = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g;

function fromNumber(name: string): string {
  const digits = name.replace(";", "").slice(1);
  const code = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits);
  if (code === 0x0d) {
    return "\r";
  }
  if (code >= 0x80 && code <= 0x9f) {
    return windows1252[code - 0x80]!;
  }
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    return "\ufffd";
  }
  return isInvalid(code) ? "" : String.fromCodePoint(code);
}

const windows1252 = encodings["sloppy-windows-1252"];

/** Controls and the code points that Unicode keeps free of characters. */
function isInvalid(code: number): boolean {
  const control = code < 0x20 && ![0x09, 0x0a, 0x0c].includes(code);
  const free = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
  return control || code === 0x7f || free;
}
