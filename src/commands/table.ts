export type Align = "left" | "right";

/**
 * Rows as aligned text, two spaces between columns; the first row is the header. `align` says where
 * the text of each column stands, the left where it says nothing.
 */
export function table(
  rows: readonly (readonly string[])[],
  align: readonly (Align | undefined)[] = [],
): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => columnsOf(row[column] ?? ""))),
  );
  const lines = rows.map((row) =>
    widths.map((width, column) => pad(row[column] ?? "", width, align[column])).join("  "),
  );
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

function pad(text: string, width: number, align: Align = "left"): string {
  const space = " ".repeat(width - columnsOf(text));
  return align === "left" ? text + space : space + text;
}

/** How many columns of a terminal a text takes: marks none, CJK and emoji two. */
export function columnsOf(text: string): number {
  const letters = [...text.replace(/[\p{Mark}\u200b-\u200f]/gu, "")];
  return letters.reduce((sum, letter) => sum + (wide.test(letter) ? 2 : 1), 0);
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
