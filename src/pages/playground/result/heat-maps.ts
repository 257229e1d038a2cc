import type { Answer } from "./answers.ts";
import type { Heard } from "./exchanges.ts";
import { factsOf } from "./facts.ts";
import type { Meaning } from "./numbers.ts";
import { picturesOf } from "./pictures.ts";
import type { Picture } from "./pictures.ts";
import { problemAt } from "./problems.ts";
import { fieldsOf, matrixOf, textOf } from "./read.ts";

/** Numbers for every photo and every text. */
export type HeatMap = {
  readonly title: string;
  readonly meaning: Meaning;
  readonly texts: readonly string[];
  readonly rows: readonly HeatRow[];
  /** The colours go from the least to the most of this map: numbers of two models do not compare. */
  readonly least: number;
  readonly most: number;
};

export type HeatRow = {
  readonly picture: Picture;
  readonly numbers: readonly number[] | null;
  /** Why there are none. */
  readonly problem: string | undefined;
};

export type HeatMaps = {
  readonly kind: "heat maps";
  readonly key: string;
  readonly facts: string;
  readonly maps: readonly HeatMap[];
};

type HeatMapInputs = {
  readonly pictures: readonly Picture[];
  /** As the query gave them: a list, or a single one. */
  readonly texts: unknown;
  /** Why a photo has no row. */
  readonly problems: readonly (string | undefined)[];
};

/** More is a wall of numbers, and slow. */
const MOST_CELLS = 4_000;

/** The scores and the cosines, whichever were asked for. */
export function heatMapsOf({ key, args, value }: Answer, heard: Heard): HeatMaps | undefined {
  const { scores, cosine, activation } = fieldsOf(value);
  const pictures = picturesOf(args, heard.files);
  const problems = pictures.map((_, i) => problemAt(heard.result, key, i));
  const kind = textOf(activation)?.toLowerCase();
  const inputs = { pictures, texts: args["texts"], problems };
  const maps = [
    heatMapOf({ title: kind ? `Scores (${kind})` : "Scores", meaning: "score" }, scores, inputs),
    heatMapOf({ title: "Cosines", meaning: "cosine" }, cosine, inputs),
  ].filter((map) => map !== undefined);
  return maps.length > 0 ? { kind: "heat maps", key, facts: factsOf(value), maps } : undefined;
}

/** Undefined where there are no numbers, or too many to look at. */
export function heatMapOf(
  head: Pick<HeatMap, "title" | "meaning">,
  matrix: unknown,
  { pictures, texts, problems }: HeatMapInputs,
): HeatMap | undefined {
  const numbers = matrixOf(matrix);
  const columns = [texts ?? []].flat().map(String);
  if (!numbers || pictures.length * columns.length > MOST_CELLS) {
    return undefined;
  }
  const all = numbers.flatMap((row) => row ?? []);
  return {
    ...head,
    texts: columns,
    rows: pictures.map((picture, i) => {
      const row = numbers[i] ?? null;
      return { picture, numbers: row, problem: row ? undefined : problems[i] };
    }),
    least: Math.min(...all),
    most: Math.max(...all),
  };
}
