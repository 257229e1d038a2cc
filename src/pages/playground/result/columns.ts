import { dollars, duration } from "../../shared/numbers.ts";
import type { Answer } from "./answers.ts";
import { scoresOf } from "./bars.ts";
import type { Bar } from "./bars.ts";
import type { Heard } from "./exchanges.ts";
import { heatMapOf } from "./heat-maps.ts";
import type { HeatMap } from "./heat-maps.ts";
import type { Meaning } from "./numbers.ts";
import { picturesOf } from "./pictures.ts";
import type { Picture } from "./pictures.ts";
import { problemAt } from "./problems.ts";
import { fieldsOf, listOf, numberOf, textOf } from "./read.ts";

/** One model of a comparison. */
export type Column = {
  readonly model: string;
  /** How long it took, what it cost: as far as the query asked. */
  readonly facts: readonly string[];
  /** Why the model gave no answer. */
  readonly problem: string | undefined;
  /** One a photo. */
  readonly cells: readonly ColumnCell[];
};

/** The best label of a photo, or why there is none. */
export type ColumnCell = { readonly best: Bar | undefined; readonly problem: string | undefined };

export type Columns = {
  readonly kind: "columns";
  readonly key: string;
  readonly pictures: readonly Picture[];
  readonly columns: readonly Column[];
  /** What the numbers in the cells are. */
  readonly meaning: Meaning;
  /** A sentence for each pair of models. */
  readonly agreement: readonly string[];
  /** The cosines of each model, where they were asked for. */
  readonly maps: readonly HeatMap[];
};

/** The models of a comparison, side by side. */
export function columnsOf({ key, args, value }: Answer, heard: Heard): Columns | undefined {
  const { results, agreement } = fieldsOf(value);
  const pictures = picturesOf(args, heard.files);
  const texts = [args["texts"] ?? []].flat().map(String);
  const models = [args["models"] ?? []].flat().map(String);
  const all = listOf(results).map(fieldsOf);
  if (all.length === 0) {
    return undefined;
  }
  const byScore = all.some(({ classifications }) =>
    listOf(classifications).some((one) => scoresOf(one).length > 0),
  );
  const problems = (m: number) => pictures.map((_, i) => problemAt(heard.result, key, m, i));
  const names = all.map(({ model }, m) => textOf(fieldsOf(model)["id"]) ?? models[m] ?? "");
  return {
    kind: "columns",
    key,
    pictures,
    meaning: byScore ? "score" : "cosine",
    columns: all.map((result, m) => ({
      model: names[m]!,
      facts: factsOf(result),
      problem: textOf(fieldsOf(result["error"])["message"]),
      cells: pictures.map((_, i) => {
        const best = byScore ? bestScore(result, i) : bestCosine(result, i, texts);
        return { best, problem: best ? undefined : problems(m)[i] };
      }),
    })),
    agreement: listOf(agreement).flatMap(agreementText),
    maps: all.flatMap(
      ({ cosine }, m) =>
        heatMapOf({ title: `Cosines of ${names[m]}`, meaning: "cosine" }, cosine, {
          pictures,
          texts,
          problems: problems(m),
        }) ?? [],
    ),
  };
}

function bestScore({ classifications }: Readonly<Record<string, unknown>>, photo: number) {
  return scoresOf(listOf(classifications)[photo])[0];
}

function bestCosine(
  { cosine }: Readonly<Record<string, unknown>>,
  photo: number,
  texts: readonly string[],
): Bar | undefined {
  const row = listOf(listOf(cosine)[photo]).map(Number);
  const score = Math.max(...row);
  const label = texts[row.indexOf(score)];
  return label === undefined ? undefined : { label, score };
}

function factsOf({ latencyMs, costUsd, dimensions }: Readonly<Record<string, unknown>>): string[] {
  const [latency, cost, length] = [latencyMs, costUsd, dimensions].map(numberOf);
  return [
    latency === undefined ? [] : duration(latency),
    cost === undefined ? [] : dollars(cost),
    length === undefined ? [] : `${length} dimensions`,
  ].flat();
}

function agreementText(agreement: unknown): string[] {
  const { left, right, kendallTau, topMatch } = fieldsOf(agreement);
  const names = [left, right].map((model) => textOf(fieldsOf(model)["id"]));
  const [tau, match] = [kendallTau, topMatch].map(numberOf);
  const said = [
    match === undefined ? [] : `the same best text for ${Math.round(match * 100)} % of the photos`,
    tau === undefined ? [] : `Kendall's tau of all texts ${tau.toFixed(2)}`,
  ].flat();
  return names.includes(undefined) || said.length === 0
    ? []
    : [`${names.join(" and ")}: ${said.join(", ")}.`];
}
