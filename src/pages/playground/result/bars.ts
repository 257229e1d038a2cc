import type { Answer } from "./answers.ts";
import type { Heard } from "./exchanges.ts";
import { factsOf } from "./facts.ts";
import { picturesOf } from "./pictures.ts";
import type { Picture } from "./pictures.ts";
import { problemAt } from "./problems.ts";
import { fieldsOf, listOf, numberOf, textOf } from "./read.ts";

export type Bar = { readonly label: string; readonly score: number };

export type BarRow = {
  readonly picture: Picture;
  /** Best first; of many labels only so many. */
  readonly bars: readonly Bar[];
  /** How many labels the answer has beyond those. */
  readonly more: number;
  /** Why there are none. */
  readonly problem: string | undefined;
};

export type Bars = {
  readonly kind: "bars";
  readonly key: string;
  readonly facts: string;
  readonly rows: readonly BarRow[];
};

/** Of one photo; of many, each gets fewer, or one would not see the next. */
const LABELS_OF_ONE = 20;
const LABELS_OF_MANY = 3;

/** A classification, as the labels of a photo. */
export function barsOf({ key, args, value }: Answer, { files }: Heard): Bars | undefined {
  const [picture] = picturesOf(args, files);
  const scores = scoresOf(value);
  if (!picture || scores.length === 0) {
    return undefined;
  }
  const row = { picture, ...shortened(scores, LABELS_OF_ONE), problem: undefined };
  return { kind: "bars", key, facts: factsOf(value), rows: [row] };
}

/** Classifications of several photos, or why one has none. */
export function barsOfMany({ key, args, value }: Answer, heard: Heard): Bars | undefined {
  const pictures = picturesOf(args, heard.files);
  const classifications = listOf(value);
  if (!classifications.some((one) => scoresOf(one).length > 0)) {
    return undefined;
  }
  const rows = pictures.map((picture, i) => ({
    picture,
    ...shortened(scoresOf(classifications[i]), LABELS_OF_MANY),
    problem: classifications[i] ? undefined : problemAt(heard.result, key, i),
  }));
  return { kind: "bars", key, facts: factsOf(sharedFacts(classifications)), rows };
}

/** The labels of a classification, best first; the best alone where only that was asked for. */
export function scoresOf(classification: unknown): Bar[] {
  const { labels, best } = fieldsOf(classification);
  return (labels === undefined ? [best] : listOf(labels)).flatMap((one) => {
    const { label, score } = fieldsOf(one);
    const [name, number] = [textOf(label), numberOf(score)];
    return name === undefined || number === undefined ? [] : [{ label: name, score: number }];
  });
}

function shortened(bars: readonly Bar[], most: number): Pick<BarRow, "bars" | "more"> {
  return { bars: bars.slice(0, most), more: Math.max(0, bars.length - most) };
}

/** All share a model and its activation; the slowest says when they were all there. */
function sharedFacts(classifications: readonly unknown[]): unknown {
  const all = classifications.map(fieldsOf);
  const first = all.find(({ model, activation }) => model ?? activation);
  const times = all.flatMap(({ timing }) => numberOf(fieldsOf(timing)["totalMs"]) ?? []);
  return { ...first, timing: times.length > 0 ? { totalMs: Math.max(...times) } : undefined };
}
