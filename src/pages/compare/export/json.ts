import { isScores } from "../results/judge.ts";
import { pairsOf } from "../results/pairs.ts";
import { type Cell, type Column, isProblem, type Results } from "../types.ts";
import { shortest } from "../../shared/shortest.ts";

/**
 * Everything that the page knows of a comparison, but not the photos themselves.
 *
 * @param templates what the visitor gave; null: each model's own
 */
export function toJson(results: Results, templates: readonly string[] | null, date: Date): string {
  const { photos, labels, columns } = results;
  const answered = columns.filter(({ cells }) => cells.some(isScores));
  const content = {
    date: date.toISOString(),
    settings: { templates },
    labels,
    photos: photos.map(({ name, source, expected }) => ({
      name,
      url: typeof source === "string" ? source : null,
      expected,
    })),
    models: columns.map(ofModel),
    agreement: pairsOf(answered).map(({ left, right, photos, kendallTau, topMatch }) => ({
      left: left.model.id,
      right: right.model.id,
      photos,
      kendallTau,
      topMatch,
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function ofModel(column: Column) {
  const { model, cells, problem, ...rest } = column;
  return {
    model,
    ...rest,
    error: problem,
    /** One per photo, in order; null where there is no answer. */
    answers: cells.map(ofCell),
  };
}

function ofCell(cell: Cell | undefined) {
  if (!cell) {
    return null;
  }
  return isProblem(cell)
    ? { error: cell }
    : {
        scores: Array.from(cell.scores, shortest),
        similarities: Array.from(cell.similarities, shortest),
      };
}
