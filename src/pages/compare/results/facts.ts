import type { Model } from "parallax-client";
import type { Column } from "../types.ts";
import {
  batch,
  expected,
  hosting,
  known,
  languages,
  licence,
  measured,
  price,
  runCost,
  status,
  type Value,
  videoWords,
} from "./fact-words.ts";
import { large, size, whole } from "../../shared/numbers.ts";
import { priceOfThousand } from "./prices.ts";

/** A row of the table: one value per model. */
export interface Fact {
  readonly name: string;
  readonly values: readonly Value[];
  /** What the winner is called; empty where nothing is better than another. */
  readonly winner: string;
  /** Indices of the best values: none unless two models have different ones. */
  readonly best: readonly number[];
}

export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

export function factsOf(columns: readonly Column[]): FactGroup[] {
  const ofRun = (name: string, valueOf: (column: Column) => Value, winner = "") =>
    fact(name, columns.map(valueOf), winner);
  const ofModel = (name: string, valueOf: (model: Model) => Value, winner = "") =>
    ofRun(name, ({ model }) => valueOf(model), winner);
  return [
    {
      title: "Speed and cost",
      facts: [
        ofRun("Time per photo, this run", measured, "fastest"),
        ofModel("Time per input, expected", expected, "fastest"),
        ofRun("Photos per pass", batch),
        ofRun("Cost of this run", runCost),
        ofModel("1,000 photos", (model) => price(priceOfThousand(model, "IMAGE")), "cheapest"),
        ofModel("1,000 texts", (model) => price(priceOfThousand(model, "TEXT")), "cheapest"),
      ],
    },
    {
      title: "The model",
      facts: [
        ofModel("Status", status),
        ofModel("Runs", hosting),
        ofModel("Licence", licence),
        ofModel("Languages", languages),
        ofModel("Dimensions", ({ dimensions, supportedDimensions: others }) => ({
          text: whole(dimensions),
          note:
            others.length > 1
              ? `can be shortened to ${others.filter((d) => d !== dimensions).join(", ")}`
              : undefined,
        })),
        ofModel("Parameters", ({ parameters }) => known(parameters, large)),
        ofModel("Size of the weights", ({ sizeBytes }) => known(sizeBytes, size), "smallest"),
        ofModel("Image size", ({ imageSize }) => known(imageSize, (px) => `${px} × ${px} px`)),
        ofModel(
          "Longest text",
          ({ maxTextTokens }) => known(maxTextTokens, (tokens) => `${whole(tokens)} tokens`),
          "longest",
        ),
        ofModel("Video", ({ video }) => ({ text: videoWords[video] })),
        ofModel("Scores", ({ activation }) => ({ text: activation.toLowerCase() })),
        ofModel("Trained on", ({ trainingData }) => ({ text: trainingData ?? "not known" })),
        ofModel("Good for", ({ useCases }) => ({ text: useCases.join(", ") || "not known" })),
      ],
    },
    { title: "Published results", facts: benchmarks(columns) },
  ].filter(({ facts }) => facts.length > 0);
}

const lowerIsBetter = ["fastest", "cheapest", "smallest"];

function fact(name: string, values: readonly Value[], winner: string): Fact {
  const numbers = values.flatMap(({ number }) => (number === undefined ? [] : [number]));
  const pick = lowerIsBetter.includes(winner) ? Math.min : Math.max;
  const top = pick(...numbers);
  const decided = winner !== "" && numbers.some((number) => number !== top);
  const best = decided ? values.flatMap(({ number }, i) => (number === top ? [i] : [])) : [];
  return { name, values, winner, best };
}

/** One row for each data set and measure that any of the models has a figure of. */
function benchmarks(columns: readonly Column[]): Fact[] {
  const rows = new Map(
    columns.flatMap(({ model }) =>
      model.benchmarks.map(({ dataset, metric }) => [`${dataset}: ${metric}`, { dataset, metric }]),
    ),
  );
  return [...rows].map(([name, { dataset, metric }]) => {
    const values = columns.map(({ model }): Value => {
      const result = model.benchmarks.find(
        (each) => each.dataset === dataset && each.metric === metric,
      );
      return result
        ? { text: String(result.value), number: result.value, note: result.source }
        : { text: "–" };
    });
    return fact(name, values, "highest");
  });
}
