import { GatewayError } from "../../../models/errors.ts";

/**
 * Objects, lists and their members. Parsing blocks everybody: 32 MB of `{},` took 9 s and 1 GB,
 * 32 MB of one photo 50 ms. A thousand images with a thousand labels are 6,000.
 */
const maxValues = 100_000;

/**
 * @param what names the text in messages
 * @throws GatewayError TOO_LARGE for too many values; BAD_INPUT for anything but an object or list
 */
export function parseJson(text: string, what: string): object {
  if (countValues(text, maxValues) > maxValues) {
    throw new GatewayError(
      "TOO_LARGE",
      `${what} has more than ${maxValues} values (objects, lists and what is in them); the limit is ${maxValues}. Send several requests.`,
    );
  }
  const value = parse(text, what);
  if (typeof value !== "object" || value === null) {
    throw new GatewayError("BAD_INPUT", `${what} must be a JSON object or a list of them.`);
  }
  return value;
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new GatewayError("BAD_INPUT", `${what} is no valid JSON: ${(error as Error).message}`);
  }
}

/** Counts the marks that begin or separate values, outside strings, to a little above `enough`. */
export function countValues(text: string, enough = Infinity): number {
  let values = 0;
  let at = 0;
  while (at < text.length && values <= enough) {
    const mark = text.charCodeAt(at++);
    if (mark === quote) {
      at = endOfString(text, at);
    } else if (mark === comma || mark === colon || mark === bracket || mark === brace) {
      values++;
    }
  }
  return values;
}

/**
 * Where the string goes on after its closing quote. A long one is searched by `indexOf`, which takes
 * 3 ms for 32 MB, but costs too much for every one of many escaped quotes.
 */
function endOfString(text: string, start: number): number {
  let at = start;
  let near = at + 64;
  while (at < text.length) {
    const character = text.charCodeAt(at);
    if (character === quote) {
      return at + 1;
    }
    at += character === backslash ? 2 : 1;
    if (at >= near) {
      const found = text.indexOf('"', at);
      if (found === -1) {
        return text.length;
      }
      let escapes = found;
      while (escapes > at && text.charCodeAt(escapes - 1) === backslash) {
        escapes--;
      }
      at = found + ((found - escapes) % 2);
      near = at + 64;
    }
  }
  return at;
}

const [quote, comma, colon, bracket, brace, backslash] = [34, 44, 58, 91, 123, 92] as const;
