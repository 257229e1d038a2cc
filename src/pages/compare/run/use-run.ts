import { useCallback, useMemo, useRef, useState } from "react";
import type { Activation, Model, UnifiedEmbedder } from "parallax-client";
import { labelNamed } from "../labels.ts";
import type { Photo, Problem, Results } from "../types.ts";
import { type Answers, asked, asking, createScorer, noAnswers, withPortion } from "./columns.ts";
import type { PortionLimits } from "./portions.ts";
import { problemOf, runModel, type RunOptions } from "./run-model.ts";

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
  /** Says which label is right for a photo of the results, also for one that was taken out since. */
  expect(photoId: string, label: string | null): void;
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
  const [expected, setExpected] = useState<ReadonlyMap<string, string | null>>(new Map());
  const abort = useRef(new AbortController());
  // For what has to stay the same function, whatever comes in: rows are drawn anew otherwise.
  const latest = useRef({ inputs, answers });
  latest.current = { inputs, answers };
  const scorer = useMemo(createScorer, []);

  const update = useCallback((modelId: string, change: (before: Answers) => Answers) => {
    setAnswers((all) => all.map((each) => (each.model.id === modelId ? change(each) : each)));
  }, []);

  const ask = useCallback(
    async (model: Model, { labels, templates }: Inputs, photos: readonly Photo[]) => {
      const { signal } = abort.current;
      const ids = photos.map(({ id }) => id);
      // What a run that was stopped still says is about nobody's question.
      const report = (change: (before: Answers) => Answers) =>
        !signal.aborted && update(model.id, change);
      report((before) => asking(before, ids));
      try {
        await runModel(
          { model, photos, labels, templates, limits, signal },
          {
            client,
            downloaded,
            onPortion: (portion) => report((before) => withPortion(before, portion)),
          },
        );
        report((before) => asked(before, ids, null));
      } catch (error) {
        report((before) => asked(before, ids, problemOf(error as Problem)));
      }
    },
    [client, limits, downloaded, update],
  );

  const start = useCallback(
    (next: Inputs) => {
      abort.current.abort();
      abort.current = new AbortController();
      setInputs(next);
      setExpected(new Map());
      setAnswers(next.models.map((model) => noAnswers(model, next.templates)));
      for (const model of next.models) {
        void ask(model, next, next.photos);
      }
    },
    [ask],
  );

  const stop = useCallback(() => {
    abort.current.abort();
    setAnswers((all) => all.map((each) => ({ ...each, asking: 0 })));
  }, []);

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
      void ask(column.model, inputs, again);
    },
    [ask],
  );

  const expect = useCallback(
    (photoId: string, label: string | null) =>
      setExpected((before) => new Map([...before, [photoId, label]])),
    [],
  );
  // Also of photos that were taken out since.
  const known = useRef(new Map<string, Photo>());
  for (const photo of photos) {
    known.current.set(photo.id, photo);
  }
  const labelled = useMemo(() => inputs && createLabelled(inputs.labels), [inputs]);
  const shown = useMemo(
    () => inputs && labelled && photosOf(inputs, known.current, expected).map(labelled),
    [inputs, labelled, photos, expected],
  );
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
  const running = answers.some(({ asking }) => asking > 0);
  return { inputs, results, running, start, stop, retry, expect };
}

/** The photos that were sent, with their thumbnails and what is expected of them now. */
function photosOf(
  { photos: sent }: Inputs,
  known: ReadonlyMap<string, Photo>,
  expected: ReadonlyMap<string, string | null>,
): Photo[] {
  return sent.map((before) => {
    const photo = known.get(before.id) ?? before;
    const label = expected.get(photo.id);
    return label === undefined || label === photo.expected ? photo : { ...photo, expected: label };
  });
}

/** A folder's name stands for the label that it means. The same photo gives the same one. */
function createLabelled(labels: readonly string[]): (photo: Photo) => Photo {
  const known = new WeakMap<Photo, Photo>();
  return (photo) => {
    const label = photo.expected === null ? null : labelNamed(photo.expected, labels);
    if (label === null || label === photo.expected) {
      return photo;
    }
    const labelled = known.get(photo) ?? { ...photo, expected: label };
    known.set(photo, labelled);
    return labelled;
  };
}
