import { baseLanguage } from "../language/tag.ts";
import { measuredLanguages, placedBelow, recallTable, sameTextTower } from "./recall-table.ts";

/**
 * Percent of the captions in this language for which the model finds the photo, as `recallTable`
 * says.
 *
 * @returns undefined where nobody published a figure
 */
export function recallOf(modelId: string, tag: string): number | undefined {
  return recallTable.get(sameTextTower[modelId] ?? modelId)?.[baseLanguage(tag)];
}

/** Did anybody measure models in this language? */
export function isMeasured(tag: string): boolean {
  return measuredLanguages.has(baseLanguage(tag));
}

/**
 * Figures to put models in order by: `recallOf`; for languages without figures the mean of the
 * others; for models without figures a place that is stated. Higher is better.
 *
 * @returns undefined where nothing is known
 */
export function recallRank(modelId: string, tag: string): number | undefined {
  const above = placedBelow[modelId];
  const id = above ?? modelId;
  const recall = isMeasured(tag) ? recallOf(id, tag) : meanRecall(id);
  return above && recall ? recall - 0.01 : recall;
}

/** Over all languages that anybody measured: what a model has no figure for is next to nothing. */
function meanRecall(modelId: string): number | undefined {
  const recalls = [...measuredLanguages].map((language) => recallOf(modelId, language) ?? 0);
  const sum = recalls.reduce((sum, recall) => sum + recall, 0);
  return sum > 0 ? sum / measuredLanguages.size : undefined;
}
