import * as tables from "./tables.ts";
import { unescapeClearHtml } from "./html-entities.ts";
import { fixControls, fixEncoding } from "./mojibake.ts";

/**
 * What `ftfy.fix_text` does with its defaults: repairs text that was decoded wrongly, and unifies
 * quotes, widths, ligatures, line breaks and composed characters. A port of ftfy 6.3 by Robyn
 * Speer (Apache-2.0); it differs only in that it gives up after `maxRounds`.
 */
export function fixText(text: string): string {
  let html = true;
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      // A tag means that the text is HTML on purpose, from this line on.
      html &&= !line.includes("<");
      return fixLine(line, html);
    })
    .join("");
}

/** Each round may uncover something for the next; only made-up texts need more than a few. */
const maxRounds = 32;

function fixLine(line: string, html: boolean): string {
  let text = line;
  for (let round = 0; round < maxRounds; round++) {
    const before = text;
    if (html) {
      text = unescapeClearHtml(text);
    }
    // oxlint-disable-next-line no-control-regex
    if (!/^[\t\n\x20-\x7e]*$/.test(text)) {
      text = fixCharacters(fixEncoding(text));
    }
    if (text === before) {
      break;
    }
  }
  return text;
}

function fixCharacters(text: string): string {
  return fixControls(text)
    .replace(ligature, (character) => tables.ligatures[character as Ligature])
    .replace(/[\u3000\uff01-\uffef]/g, (character) => character.normalize("NFKC"))
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/[\u02bc\u2018-\u201b]/g, "'")
    .replace(/\r\n|[\r\u2028\u2029\u0085]/g, "\n")
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(terminal, "")
    .replace(control, "")
    .normalize("NFC");
}

type Ligature = keyof typeof tables.ligatures;
const ligature = new RegExp(`[${Object.keys(tables.ligatures).join("")}]`, "g");
// oxlint-disable-next-line no-control-regex
const terminal = /\x1b\[[\d;]*[a-zA-Z]/g;
// oxlint-disable-next-line no-control-regex
const control = /[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g;
