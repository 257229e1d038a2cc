import { comparable } from "../catalog/benchmarks.ts";
import { baseLanguage, isEnglish } from "../language/tag.ts";
import type { Model, RouteTask } from "../model.ts";
import { recallOf } from "./recall.ts";

/** A figure that two models have, in percent. */
export interface Figure {
  readonly name: string;
  readonly task: RouteTask;
  readonly value: number;
  /** The other model's. */
  readonly against: number;
}

export interface Job {
  readonly language: string;
  readonly task: RouteTask;
}

/** Points by which one figure has to be higher: less may be how it was measured. */
const margin = 1;

/** What counts as no more work: a tenth, and 10 GFLOPs, about a millisecond of a desktop CPU. */
const most = (gflops: number) => gflops * 1.1 + 10;

/**
 * Do published figures say that a model is the better choice? It is clearly better in one figure of
 * the task, worse in none that both have, and takes no more work. Where nothing is known nothing is
 * said: variants and cloud models have no figures.
 */
export function dominates(model: Model, other: Model, job: Job): boolean {
  if (!model.gflops || !other.gflops || model.gflops > most(other.gflops)) {
    return false;
  }
  const figures = sharedFigures(model, other, job);
  return (
    figures.every(({ value, against }) => value >= against) &&
    figures.some(({ task, value, against }) => task === job.task && value >= against + margin)
  );
}

/** Figures that both have, those of the task first; in other languages than English the recall only. */
export function sharedFigures(model: Model, other: Model, { language, task }: Job): Figure[] {
  const inEnglish = comparable.flatMap(({ dataset, metric, task }) => {
    const [own, others] = [model, other].map(({ benchmarks }) =>
      benchmarks.find((result) => result.dataset === dataset && result.metric === metric),
    );
    return figure({ name: dataset, task }, own?.value, others?.value);
  });
  const recall = figure(
    { name: `Crossmodal-3600 (${baseLanguage(language)})`, task: "RETRIEVAL" },
    recallOf(model.id, language),
    recallOf(other.id, language),
  );
  return [...(isEnglish(language) ? inEnglish : []), ...recall].toSorted(
    (a, b) => Number(b.task === task) - Number(a.task === task),
  );
}

function figure(
  what: Pick<Figure, "name" | "task">,
  value: number | undefined,
  against: number | undefined,
): Figure[] {
  return value === undefined || against === undefined ? [] : [{ ...what, value, against }];
}
