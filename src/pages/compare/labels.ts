export interface Labels {
  /** In the order they were typed, none of them twice. */
  readonly labels: readonly string[];
  /** How many lines were left out because they stood there before. */
  readonly repeated: number;
}

/** One label a line, or a cell of a spreadsheet; blank ones and repetitions are left out. */
export function readLabels(text: string): Labels {
  const cells = text
    .split(/\r\n?|\n|\t/)
    .map((cell) => unquoted(cell.trim()))
    .filter((cell) => cell !== "");
  const labels = [...new Set(cells)];
  return { labels, repeated: cells.length - labels.length };
}

/** Spreadsheets put a cell with quotes in it into quotes. */
function unquoted(cell: string): string {
  return /^"(?:[^"]|"")*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"').trim() : cell;
}

/**
 * The label that `name`, of a folder or as somebody wrote it, stands for: `tree_frog` is "a tree
 * frog". Null when it is none of them.
 */
export function labelNamed(name: string, labels: readonly string[]): string | null {
  if (labels.includes(name)) {
    return name;
  }
  const plain = plainName(name);
  return labels.find((label) => plainName(label) === plain) ?? null;
}

function plainName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[_\s-]+/g, " ")
    .trim()
    .replace(/^(?:an?|the) /, "");
}
