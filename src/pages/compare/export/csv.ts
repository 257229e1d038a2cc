import { isScores, ranking } from "../results/judge.ts";
import type { Cell, Column, Photo, Results } from "../types.ts";
import { shortest } from "../../shared/shortest.ts";

type Value = string | number | null;

const header = [
  "photo",
  "expected",
  "model",
  "label",
  "score",
  "similarity",
  "rank",
  "activation",
  "error_code",
  "error_message",
];

/**
 * One line per photo, model and label; one per photo and model where there are no scores. RFC 4180,
 * with a byte order mark: without it spreadsheets take UTF-8 for something else.
 */
export function toCsv({ photos, labels, columns }: Results): string {
  const lines = photos.flatMap((photo, i) =>
    columns.flatMap((column) => linesOf(photo, column, column.cells[i], labels)),
  );
  return `\uFEFF${[header, ...lines].map((line) => `${line.map(written).join(",")}\r\n`).join("")}`;
}

function linesOf(
  { name, expected }: Photo,
  column: Column,
  cell: Cell | undefined,
  labels: readonly string[],
): Value[][] {
  const { model, activation, problem } = column;
  const start = [name, expected, model.id];
  if (isScores(cell)) {
    const ranks: number[] = [];
    ranking(cell).forEach((label, place) => (ranks[label] = place + 1));
    return labels.map((label, i) => [
      ...start,
      label,
      shortest(cell.scores[i]!),
      shortest(cell.similarities[i]!),
      ranks[i]!,
      activation,
      null,
      null,
    ]);
  }
  const { code, message } = cell ?? problem ?? { code: null, message: "no answer yet" };
  return [[...start, null, null, null, null, activation, code, message]];
}

function written(value: Value): string {
  if (value === null) {
    return "";
  }
  const text = typeof value === "string" ? harmless(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Spreadsheets run what begins like a formula, and file names come from anywhere. An apostrophe
 * makes it text. See https://owasp.org/www-community/attacks/CSV_Injection.
 */
function harmless(text: string): string {
  return /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text;
}
