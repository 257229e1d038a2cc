import type { Activation, Model } from "parallax-client";
import { score } from "../../../../models/zero-shot/score.ts";
import type { Cell, Column, Photo, Problem } from "../types.ts";
import type { Answer, Portion } from "./run-model.ts";
import { scoringOf } from "./scoring.ts";

/** One model's answers so far, before they are scored. */
export interface Answers {
  readonly model: Model;
  readonly templates: readonly string[];
  readonly state: Column["state"];
  readonly byPhoto: ReadonlyMap<string, Answer>;
  readonly problem: Problem | null;
  readonly latencyMs: number;
  readonly batchSizes: readonly number[];
  readonly costUsd: number;
}

export function noAnswers(model: Model, templates: readonly string[] | null): Answers {
  return {
    model,
    templates: templates ?? model.defaultTemplates,
    state: "RUNNING",
    byPhoto: new Map(),
    problem: null,
    latencyMs: 0,
    batchSizes: [],
    costUsd: 0,
  };
}

export function withPortion(answers: Answers, portion: Portion): Answers {
  return {
    ...answers,
    byPhoto: new Map([...answers.byPhoto, ...portion.answers]),
    latencyMs: answers.latencyMs + portion.latencyMs,
    batchSizes: [...answers.batchSizes, ...portion.batchSizes],
    costUsd: answers.costUsd + portion.costUsd,
  };
}

/** Scores answers; the same answer by the same scoring is the same cell, so that rows stay as they are. */
export function createScorer() {
  const scored = new WeakMap<Answer, Map<string, Cell>>();

  function cellOf(answer: Answer, model: Model, activation: Activation | null): Cell {
    if (!(answer instanceof Float32Array)) {
      return answer;
    }
    const scoring = scoringOf(model, activation);
    const cells = scored.get(answer) ?? new Map<string, Cell>();
    scored.set(answer, cells);
    const known = cells.get(scoring.activation);
    const cell = known ?? { scores: score(answer, scoring), similarities: answer };
    cells.set(scoring.activation, cell);
    return cell;
  }

  return (answers: Answers, photos: readonly Photo[], activation: Activation | null): Column => {
    const { model, templates, state, byPhoto, problem, latencyMs, batchSizes, costUsd } = answers;
    return {
      model,
      activation: scoringOf(model, activation).activation,
      templates,
      state,
      cells: photos.map(({ id }) => {
        const answer = byPhoto.get(id);
        return answer && cellOf(answer, model, activation);
      }),
      problem,
      latencyMs,
      batchSize:
        batchSizes.length > 0 ? batchSizes.reduce((a, b) => a + b) / batchSizes.length : null,
      costUsd,
    };
  };
}
