import type { Heard } from "./exchanges.ts";
import { answersOf } from "./answers.ts";
import { barsOf, barsOfMany } from "./bars.ts";
import type { Bars } from "./bars.ts";
import { columnsOf } from "./columns.ts";
import type { Columns } from "./columns.ts";
import { heatMapsOf } from "./heat-maps.ts";
import type { HeatMaps } from "./heat-maps.ts";
import type { Answer } from "./answers.ts";

/** A picture of one answer. */
export type Drawing = Bars | HeatMaps | Columns;

/** By field of the schema; undefined where the query left out what would be drawn. */
const pens: Readonly<Record<string, (answer: Answer, heard: Heard) => Drawing | undefined>> = {
  classify: barsOf,
  classifyImages: barsOfMany,
  similarity: heatMapsOf,
  compare: columnsOf,
};

/** Pictures of what a result has to show, in the order of the query. */
export function drawingsOf(heard: Heard): Drawing[] {
  return answersOf(heard).flatMap((answer) => pens[answer.field]?.(answer, heard) ?? []);
}
