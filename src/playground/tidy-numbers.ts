const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
// A line break never stands inside a JSON string: what this matches is a list.
const LIST = new RegExp(String.raw`\[\n\s*${NUMBER}(?:,\n\s*${NUMBER})*\n\s*\]`, "g");
const A_LINE = 4;

/**
 * Lists of numbers in indented JSON, several to a line: a vector of 512 reads as a block instead of
 * 512 lines. The text stays the same JSON.
 */
export function tidyNumbers(json: string): string {
  return json.replace(LIST, (list, offset: number) => {
    const numbers = list
      .slice(1, -1)
      .split(",")
      .map((number) => number.trim());
    if (numbers.length <= A_LINE) return `[${numbers.join(", ")}]`;
    const indent = /^\s*/.exec(json.slice(json.lastIndexOf("\n", offset) + 1, offset))?.[0] ?? "";
    const lines: string[] = [];
    for (let start = 0; start < numbers.length; start += A_LINE)
      lines.push(`${indent}  ${numbers.slice(start, start + A_LINE).join(", ")}`);
    return `[\n${lines.join(",\n")}\n${indent}]`;
  });
}
