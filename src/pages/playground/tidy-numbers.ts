const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
// A line break never stands inside a JSON string: what this matches is a list.
const LIST = new RegExp(String.raw`\[\n\s*${NUMBER}(?:,\n\s*${NUMBER})*\n\s*\]`, "g");
const WIDTH = 48;

/**
 * Lists of numbers in indented JSON, as many to a line as fit: a vector of 512 reads as a block
 * instead of 512 lines. A float32, which JSON writes with the digits of a double, is written with
 * as many as tell it from other float32s.
 */
export function tidyNumbers(json: string): string {
  return json.replace(LIST, (list, offset: number) => {
    const lines = filledLines(list.slice(1, -1).split(",").map(shortest));
    if (lines.length === 1) {
      return `[${lines[0]}]`;
    }
    const indent = /^\s*/.exec(json.slice(json.lastIndexOf("\n", offset) + 1, offset))?.[0] ?? "";
    return `[\n${indent}  ${lines.join(`,\n${indent}  `)}\n${indent}]`;
  });
}

function shortest(text: string): string {
  const number = Number(text);
  if (Number.isInteger(number) || Math.fround(number) !== number) {
    return text.trim();
  }
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(number.toPrecision(digits));
    if (Math.fround(short) === number) {
      return String(short);
    }
  }
  return String(Number(number.toPrecision(9)));
}

function filledLines(numbers: readonly string[]): string[] {
  const lines: string[] = [];
  let line = "";
  for (const number of numbers) {
    if (line && line.length + number.length > WIDTH) {
      lines.push(line);
      line = "";
    }
    line += line ? `, ${number}` : number;
  }
  return [...lines, line];
}
