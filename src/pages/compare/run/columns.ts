import type { Activation, Model } from "parallax-client";
import { score } from "../../../../models/zero-shot/score.ts";
import type { Cell, Column, Photo, Problem } from "../types.ts";
import type { Answer, Portion } from "./run-model.ts";
import { scoringOf } from "./scoring.ts";

/** One model's answers so far, before they are scored. */
export interface Answers {
  readonly model: Model;
  readonly templates: readonly string[];
  /** How many askings are under way: the run itself, and photos that are tried again. */
  readonly asking: number;
  readonly byPhoto: ReadonlyMap<string, Answer>;
  readonly problem: Problem | null;
  readonly latencyMs: number;
  readonly computed: number;
  /** Sum over the photos that were computed. */
  readonly batchSizes: number;
  readonly photosUsd: number;
  readonly labelsUsd: number;
}

export function noAnswers(model: Model, templates: readonly string[] | null): Answers {
  return {
    model,
    templates: templates ?? model.defaultTemplates,
    asking: 0,
    byPhoto: new Map(),
    problem: null,
    latencyMs: 0,
    computed: 0,
    batchSizes: 0,
    photosUsd: 0,
    labelsUsd: 0,
  };
}

export function withPortion(answers: Answers, portion: Portion): Answers {
  return {
    ...answers,
    byPhoto: new Map([...answers.byPhoto, ...portion.answers]),
    latencyMs: answers.latencyMs + portion.latencyMs,
    computed: answers.computed + portion.computed,
    batchSizes: answers.batchSizes + portion.computed * portion.batchSize,
    photosUsd: answers.photosUsd + portion.photosUsd,
    // The same labels again come from the server's cache.
    labelsUsd: Math.max(answers.labelsUsd, portion.labelsUsd),
  };
}

/** One asking has begun: what it is about is to be answered anew. */
export function asking(answers: Answers, ids: readonly string[]): Answers {
  const kept = [...answers.byPhoto].filter(([id]) => !ids.includes(id));
  return { ...answers, asking: answers.asking + 1, problem: null, byPhoto: new Map(kept) };
}

/** One asking has ended. @param problem what it met as a whole */
export function asked(answers: Answers, ids: readonly string[], problem: Problem | null): Answers {
  const ended = { ...answers, asking: answers.asking - 1 };
  if (!problem) {
    return ended;
  }
  // Of one photo that is tried again it says nothing about the others.
  return ids.length === 1 && answers.byPhoto.size > 0
    ? { ...ended, byPhoto: new Map([...answers.byPhoto, [ids[0]!, problem]]) }
    : { ...ended, problem };
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
    const { model, templates, byPhoto, problem, latencyMs, computed } = answers;
    const cells = photos.map(({ id }) => {
      const answer = byPhoto.get(id);
      return answer && cellOf(answer, model, activation);
    });
    return {
      model,
      activation: scoringOf(model, activation).activation,
      templates,
      state: stateOf(answers, cells),
      cells,
      problem,
      latencyMs,
      computed,
      batchSize: computed > 0 ? answers.batchSizes / computed : null,
      costUsd: answers.photosUsd + answers.labelsUsd,
    };
  };
}

function stateOf({ asking, problem }: Answers, cells: Column["cells"]): Column["state"] {
  if (asking > 0) {
    return "RUNNING";
  }
  return problem || cells.every((cell) => cell !== undefined) ? "DONE" : "STOPPED";
}
