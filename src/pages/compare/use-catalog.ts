import { useCallback, useEffect, useRef, useState } from "react";
import type { Model, UnifiedEmbedder } from "parallax-client";
import { pause } from "../shared/pause.ts";
import type { PortionLimits } from "./run/portions.ts";
import type { Problem } from "./types.ts";

export interface Limits extends PortionLimits {
  readonly maxLabels: number;
  readonly maxImageBytes: number;
}

export interface Catalog {
  /** Those that take texts and images; null while they are not known. */
  readonly models: readonly Model[] | null;
  readonly limits: Limits | null;
  /** Why they are not known. */
  readonly problem: Problem | null;
  reload(): void;
  /** Looks again, and says nothing when that fails. */
  refresh(): void;
  /**
   * Resolves when a model that is being downloaded can be used.
   * @throws Error when it cannot; the signal's reason
   */
  downloaded(model: Model, signal: AbortSignal): Promise<void>;
}

const lookAgainMs = 1500;

/**
 * What the server has and takes; looked at again while a model is being downloaded, and for another
 * key, which may use others.
 */
export function useCatalog(client: UnifiedEmbedder, key: string | null): Catalog {
  const [models, setModels] = useState<readonly Model[] | null>(null);
  const latest = useRef(models);
  latest.current = models;
  const [limits, setLimits] = useState<Limits | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const look = useCallback(
    async (signal?: AbortSignal) => {
      const all = await client.models({}, { signal });
      const both = all.filter(
        ({ modalities }) => modalities.includes("TEXT") && modalities.includes("IMAGE"),
      );
      setModels((before) => both.map((model) => asBefore(model, before)));
      return both;
    },
    [client],
  );

  const reload = useCallback(() => {
    setProblem(null);
    Promise.all([look(), client.limits().then(setLimits)]).catch(setProblem);
  }, [client, look]);
  useEffect(reload, [reload]);
  // What is being asked for goes on by itself with a first key, and is not there yet.
  const known = models !== null || problem !== null;
  const reloadKnown = useRef(() => {});
  reloadKnown.current = () => {
    if (known && key !== null) {
      reload();
    }
  };
  useEffect(() => reloadKnown.current(), [key]);

  const refresh = useCallback(() => void look().catch(() => {}), [look]);

  const downloading = models?.some(({ availability }) => availability.status === "DOWNLOADING");
  useEffect(() => {
    if (downloading) {
      // Fails when the server is away for a moment; the next look may not.
      const timer = setInterval(refresh, lookAgainMs);
      return () => clearInterval(timer);
    }
    return undefined;
  }, [downloading, refresh]);

  const downloaded = useCallback(
    async ({ id, name }: Model, signal: AbortSignal) => {
      let all: readonly Model[] = await look(signal);
      for (;;) {
        const now = all.find((model) => model.id === id);
        const { status, reason } = now?.availability ?? { status: "FAILING", reason: null };
        if (status === "READY") {
          return;
        }
        if (status !== "DOWNLOADING") {
          throw failed(reason ?? `${name} is not there: its download ended early.`);
        }
        await pause(lookAgainMs, signal);
        // The look above has found a download, so they are looked at again already.
        all = latest.current ?? all;
      }
    },
    [look],
  );
  return { models, limits, problem, reload, refresh, downloaded };
}

/** The same object where nothing has changed, so that what shows it stays as it is. */
function asBefore(model: Model, before: readonly Model[] | null): Model {
  const known = before?.find(({ id }) => id === model.id);
  return known && JSON.stringify(known) === JSON.stringify(model) ? known : model;
}

function failed(message: string): Problem & Error {
  return Object.assign(new Error(message), { code: "MODEL_UNAVAILABLE", retryable: true });
}
