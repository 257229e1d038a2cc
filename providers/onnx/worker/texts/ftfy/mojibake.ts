import * as tables from "./tables.ts";

/**
 * ftfy's `fix_encoding`: undoes the reading of UTF-8 as one of ten other encodings, where the text
 * looks like that happened. A port of ftfy 6.3 by Robyn Speer (Apache-2.0).
 */
export function fixEncoding(text: string): string {
  let fixed = text;
  for (let round = 0; round < maxRounds; round++) {
    const before = fixed;
    fixed = fixOnce(before);
    if (fixed === before) {
      break;
    }
  }
  return fixed;
}

/** ftfy's `fix_c1_controls`: as browsers do, controls of Latin-1 are read as Windows-1252. */
export function fixControls(text: string): string {
  const characters = tables.encodings["sloppy-windows-1252"];
  return text.replace(/[\x80-\x9f]/g, (control) => characters[control.charCodeAt(0) - 0x80]!);
}

const maxRounds = 32;

// In this file bytes are strings of the characters 0x00 to 0xff, so that expressions match them.
const encoders = Object.entries(tables.encodings).map(
  ([name, characters]) => [name, encoder(name, characters)] as const,
);

const bad = new RegExp(tables.badness, "u");
const utf8Detector = new RegExp(tables.utf8Detector, "gu");

function fixOnce(text: string): string {
  // oxlint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text) || !bad.test(text)) {
    return text;
  }
  for (const [name, characters] of encoders) {
    const bytes = encode(text, characters);
    const decoded = bytes !== undefined && decodeUtf8(repair(bytes, name));
    if (typeof decoded === "string") {
      return decoded;
    }
  }
  const embedded = fixEmbedded(text);
  return embedded === text ? fixControls(text) : embedded;
}

function encoder(name: string, characters: string): Map<string, string> {
  const sloppy = name.startsWith("sloppy");
  const bytes = new Map<string, string>();
  for (let byte = 0; byte < 0x80; byte++) {
    const character = String.fromCharCode(byte);
    // A lost character (U+FFFD) stands for a byte that is not known any more.
    bytes.set(sloppy && byte === 0x1a ? "\ufffd" : character, character);
  }
  for (let byte = 0x80; byte < 0x100; byte++) {
    bytes.set(characters[byte - 0x80]!, String.fromCharCode(byte));
  }
  return bytes;
}

function encode(text: string, characters: ReadonlyMap<string, string>): string | undefined {
  const bytes: string[] = [];
  for (const character of text) {
    const byte = characters.get(character);
    if (byte === undefined) {
      return undefined;
    }
    bytes.push(byte);
  }
  return bytes.join("");
}

/** Puts back what programs on the way have made of some bytes. */
function repair(bytes: string, encoding: string): string {
  let repaired = bytes;
  if (encoding !== "macroman" && spaced.test(repaired)) {
    repaired = repaired
      .replace(/\xc3 (?! |quele|quela|quilo|s )/g, "\xc3\xa0 ")
      .replace(new RegExp(spaced, "g"), (sequence) => sequence.replaceAll(" ", "\xa0"));
  }
  return encoding.startsWith("sloppy") ? repaired.replace(lossy, "\xef\xbf\xbd") : repaired;
}

/** UTF-8 in which a space replaced the byte 0xa0. */
const spaced =
  /[\xc2\xc3\xc5\xce\xd0\xd9] |[\xe2\xe3] [\x80-\x84\x86-\x9f\xa1-\xbf]|[\xe0-\xe3][\x80-\x84\x86-\x9f\xa1-\xbf] |\xf0 [\x80-\xbf]{2}|\xf0[\x80-\xbf] [\x80-\xbf]|\xf0[\x80-\xbf]{2} /;
/** UTF-8 in which bytes were lost: 0x1a or a question mark is in their place. */
const lossy =
  // oxlint-disable-next-line no-control-regex
  /[\xc2-\xdf]\x1a|[\xc2-\xc3]\?|\xed[\xa0-\xaf][\x1a?]\xed[\xb0-\xbf][\x1a?\x80-\xbf]|\xed[\xa0-\xaf][\x1a?\x80-\xbf]\xed[\xb0-\xbf][\x1a?]|[\xe0-\xef][\x1a?][\x1a\x80-\xbf]|[\xe0-\xef][\x1a\x80-\xbf][\x1a?]|[\xf0-\xf4][\x1a?][\x1a\x80-\xbf]{2}|[\xf0-\xf4][\x1a\x80-\xbf][\x1a?][\x1a\x80-\xbf]|[\xf0-\xf4][\x1a\x80-\xbf]{2}[\x1a?]|\x1a/g;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: string): string | undefined {
  try {
    return utf8.decode(Buffer.from(joinSurrogates(bytes), "latin1"));
  } catch {
    return undefined;
  }
}

/** Java's and Oracle's UTF-8: NUL in two bytes, each half of a surrogate pair in three. */
function joinSurrogates(bytes: string): string {
  return bytes
    .replaceAll("\xc0\x80", "\0")
    .replace(/\xed([\xa0-\xaf])([\x80-\xbf])\xed([\xb0-\xbf])([\x80-\xbf])/g, (_, ...parts) => {
      const [a, b, c, d] = (parts as string[]).slice(0, 4).map((part) => part.charCodeAt(0));
      const code =
        0x10000 + ((a! & 0x0f) << 16) + ((b! & 0x3f) << 10) + ((c! & 0x0f) << 6) + (d! & 0x3f);
      return Buffer.from(String.fromCodePoint(code), "utf8").toString("latin1");
    });
}

/** Parts of a text that are UTF-8 read wrongly, though the whole is not. */
function fixEmbedded(text: string): string {
  return text.replace(utf8Detector, (part) =>
    part.length < text.length && bad.test(part) ? fixEncoding(part) : part,
  );
}
