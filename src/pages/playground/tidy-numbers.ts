import { shortest } from "../shared/shortest.ts";

const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
// A line break never stands inside a JSON string: what this matches is a list.
const LIST = new RegExp(String.raw`\[\n\s*${NUMBER}(?:,\n\s*${NUMBER})*\n\s*\]`, "g");
const WIDTH = 48;

/**
 * Lists of numbers in indented JSON, as many to a line as fit: a vector of 512 reads as a block
 * instead of 512 lines. A float32, which JSON writes with the digits of a double, is written with
 * as many as tell it from other float32s. `columns` is how many characters a line has room for.
 */
export function tidyNumbers(json: string, columns = Infinity): string {
  return json.replace(LIST, (list, offset: number) => {
    const before = json.slice(json.lastIndexOf("\n", offset) + 1, offset);
    const indent = /^\s*/.exec(before)?.[0] ?? "";
    // A comma follows the line, and the list.
    const room = Math.min(WIDTH, columns - indent.length - "  ,".length);
    const lines = filledLines(list.slice(1, -1).split(",").map(shortestText), room);
    const onOneLine = `[${lines[0]}]`;
    if (lines.length === 1 && before.length + onOneLine.length < columns) {
      return onOneLine;
    }
    return `[\n${indent}  ${lines.join(`,\n${indent}  `)}\n${indent}]`;
  });
}

function shortestText(text: string): string {
  const number = Number(text);
  if (Number.isInteger(number) || Math.fround(number) !== number) {
    return text.trim();
  }
  return String(shortest(number));
}

function filledLines(numbers: readonly string[], room: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const number of numbers) {
    if (line && line.length + `, ${number}`.length > room) {
      lines.push(line);
      line = "";
    }
    line += line ? `, ${number}` : number;
  }
  return [...lines, line];
}
