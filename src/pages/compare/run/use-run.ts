import { useCallback, useMemo, useRef, useState } from "react";
import type { Activation, Model, UnifiedEmbedder } from "parallax-client";
import { labelNamed } from "../labels.ts";
import type { Photo, Problem, Results } from "../types.ts";
import { type Answers, createScorer, noAnswers, withPortion } from "./columns.ts";
import type { PortionLimits } from "./portions.ts";
import { runModel, type RunOptions } from "./run-model.ts";

/** What is compared. */
export interface Inputs {
  readonly photos: readonly Photo[];
  readonly labels: readonly string[];
  readonly models: readonly Model[];
  /** Null for each model's own. */
  readonly templates: readonly string[] | null;
}

export interface Run {
  /** What the results are of; null before the first run. */
  readonly inputs: Inputs | null;
  readonly results: Results | null;
  readonly running: boolean;
  start(inputs: Inputs): void;
  stop(): void;
  /** Asks a model again about one photo, or about all that it has no answer for. */
  retry(photoId: string | null, modelId: string): void;
}

export interface UseRunOptions {
  readonly client: UnifiedEmbedder;
  readonly limits: PortionLimits;
  readonly downloaded: RunOptions["downloaded"];
  /** As they are now: with progress, and with what the visitor expects of a photo. */
  readonly models: readonly Model[];
  readonly photos: readonly Photo[];
  readonly activation: Activation | null;
}

/** Asks all models at once, each in requests of its own, and holds their answers as they come. */
export function useRun(options: UseRunOptions): Run {
  const { client, limits, downloaded, models, photos, activation } = options;
  const [inputs, setInputs] = useState<Inputs | null>(null);
  const [answers, setAnswers] = useState<readonly Answers[]>([]);
  const abort = useRef(new AbortController());
  // For what has to stay the same function, whatever comes in: rows are drawn anew otherwise.
  const latest = useRef({ inputs, answers });
  latest.current = { inputs, answers };
  const scorer = useMemo(createScorer, []);

  const update = useCallback((modelId: string, change: (before: Answers) => Answers) => {
    setAnswers((all) => all.map((each) => (each.model.id === modelId ? change(each) : each)));
  }, []);

  const ask = useCallback(
    async (model: Model, { labels, templates }: Inputs, asked: readonly Photo[]) => {
      const { signal } = abort.current;
      const job = { model, photos: asked, labels, templates, limits, signal };
      // What an earlier run still says is about other inputs.
      const report = (change: (before: Answers) => Answers) =>
        abort.current.signal === signal && update(model.id, change);
      try {
        await runModel(job, {
          client,
          downloaded,
          onPortion: (portion) => report((before) => withPortion(before, portion)),
        });
        report((before) => ({ ...before, state: "DONE" }));
      } catch (error) {
        const problem = signal.aborted ? null : (error as Problem);
        report((before) => ({ ...before, state: problem ? "DONE" : "STOPPED", problem }));
      }
    },
    [client, limits, downloaded, update],
  );

  const start = useCallback(
    (next: Inputs) => {
      abort.current.abort();
      abort.current = new AbortController();
      setInputs(next);
      setAnswers(next.models.map((model) => noAnswers(model, next.templates)));
      for (const model of next.models) {
        void ask(model, next, next.photos);
      }
    },
    [ask],
  );

  const stop = useCallback(() => abort.current.abort(), []);

  const retry = useCallback(
    (photoId: string | null, modelId: string) => {
      const { inputs, answers } = latest.current;
      const column = answers.find(({ model }) => model.id === modelId);
      if (!inputs || !column) {
        return;
      }
      if (abort.current.signal.aborted) {
        abort.current = new AbortController();
      }
      const again = inputs.photos.filter(({ id }) =>
        photoId === null ? !(column.byPhoto.get(id) instanceof Float32Array) : id === photoId,
      );
      update(modelId, (before) => {
        const kept = [...before.byPhoto].filter(([id]) => !again.some((photo) => photo.id === id));
        return { ...before, state: "RUNNING", problem: null, byPhoto: new Map(kept) };
      });
      void ask(column.model, inputs, again);
    },
    [ask, update],
  );

  const shown = useMemo(() => inputs && photosOf(inputs, photos), [inputs, photos]);
  const results = useMemo(
    () =>
      inputs &&
      shown && {
        photos: shown,
        labels: inputs.labels,
        columns: answers.map((each) => {
          const model = models.find(({ id }) => id === each.model.id) ?? each.model;
          return scorer({ ...each, model }, shown, activation);
        }),
      },
    [inputs, shown, answers, models, activation, scorer],
  );
  const running = answers.some(({ state }) => state === "RUNNING");
  return { inputs, results, running, start, stop, retry };
}

/** The photos that were sent, with what is expected of them now. */
function photosOf({ photos: sent, labels }: Inputs, photos: readonly Photo[]): Photo[] {
  const current = new Map(photos.map((photo) => [photo.id, photo]));
  return sent.map((photo) => labelled(current.get(photo.id) ?? photo, labels));
}

/** A folder's name stands for the label that it means. */
function labelled(photo: Photo, labels: readonly string[]): Photo {
  const label = photo.expected === null ? null : labelNamed(photo.expected, labels);
  return label === null || label === photo.expected ? photo : { ...photo, expected: label };
}
